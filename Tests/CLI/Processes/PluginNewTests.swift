import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Plugins that `recua plugin new` writes, and that work at once.
@Suite struct PluginNewTests {
    private static let fixtures = "\(RecuaBinary.package)/Tests/Fixtures/plugins"
    private static let languages = ["python", "bash", "go", "swift"]

    /// The program of `word-list` below its folder, and the commands that make and test it there.
    private static let kits: [String: (program: String, commands: [String])] = [
        "python": ("word_list.py", ["/usr/bin/python3 -B -m unittest"]), "bash": ("word-list.sh", ["./test.sh"]),
        "go": ("word-list", ["go build", "go vet", "go test"]),
    ]

    private static func new(_ language: String, _ recua: RecuaBinary, _ arguments: String...) async throws -> Finished {
        let place = language == "swift" ? ["--recua", RecuaBinary.package] : []
        return try await recua.command(["plugin", "new", "word-list", "--language", language] + place + arguments).run()
    }

    /// Go keeps what it builds in a folder of the user's.
    private static func binary(_ scratch: ScratchFolder) -> RecuaBinary {
        RecuaBinary(in: scratch.path, environment: ["GOCACHE": "\(scratch.path)/go-cache", "GOFLAGS": "-mod=mod"])
    }

    @Test(arguments: languages) func `what is written is what is kept`(language: String) async throws {
        try await withScratchFolder { scratch in
            let run = try await Self.new(language, Self.binary(scratch))
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            let written = try Self.files(scratch.path("word-list"), RecuaBinary.package)
            let kept = try Self.files("\(Self.fixtures)/\(language)", RecuaBinary.package)
            #expect(
                written == kept, "run: recua plugin new word-list --language \(language) --output \(Self.fixtures)/…")
        }
    }

    @Test(arguments: languages) func `each file but a test is under sixty lines, and its lines fit`(
        language: String
    ) throws {
        let files = try Self.files("\(Self.fixtures)/\(language)", RecuaBinary.package)
        for (path, text) in files where !path.lowercased().contains("test") {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            // The last is what follows the last line's end; a program's first says that it is one.
            #expect(lines.count - (text.hasPrefix("executable\n") ? 2 : 1) < 60, "\(path)")
            #expect(lines.allSatisfy { $0.count <= 120 }, "\(path)")
        }
    }

    @Test(arguments: ["python", "bash", "go"]) func `a new plugin passes its own test, and keeps the contract`(
        language: String
    ) async throws {
        try await withScratchFolder { scratch in
            let recua = Self.binary(scratch)
            #expect(try await Self.new(language, recua).status == .exited(0))
            let kit = try #require(Self.kits[language])
            for command in kit.commands {
                let shell = Command(
                    "/bin/sh", ["-c", command], environment: recua.environment, folder: scratch.path("word-list"))
                let finished = try await shell.run()
                #expect(finished.status == .exited(0), "\(command): \(finished.output)\(finished.errorOutput)")
            }
            let check = try await recua.run("plugin", "check", "word-list/\(kit.program)", "--run")
            #expect(check.status == .exited(0), "\(check.output)\(check.errorOutput)")
        }
    }

    @Test(arguments: ["python", "bash", "go"]) func `a new plugin takes part in a stack, and points at a mistake`(
        language: String
    ) async throws {
        try await withToys { toys in
            let recua = RecuaBinary(
                in: toys.scratch.path, environment: ["GOCACHE": toys.scratch.path("go-cache"), "GOFLAGS": "-mod=mod"])
            let new = try await Self.new(language, recua)
            let kit = try #require(Self.kits[language])
            if language == "go" {
                _ = try await Command(
                    "go", ["build"], environment: recua.environment, folder: toys.scratch.path("word-list")
                ).runChecked()
            }
            let lines = new.output.split(separator: "\n").filter { $0.hasPrefix("    word-list: ") }
            let declaration = try #require(lines.first)
            #expect(declaration == "    word-list: { run: [word-list/\(kit.program)] }")
            let manifest = try Files.readText(toys.scratch.path("recua.yaml"))
            func write(_ text: String) throws {
                let changed = manifest.replacing("plugins:\n", with: "plugins:\n\(declaration.dropFirst(2))\n")
                    .replacing(
                        "probe: {} }\n", with: "probe: {}, wordList: { text: \"\(text)\" } }\n")
                try toys.scratch.write(changed, to: "recua.yaml")
            }
            try write("Hello, llamas ")
            let wrong = try await recua.run("validate")
            #expect(wrong.status == .exited(2))
            #expect(wrong.errorOutput.contains("recua.yaml:") && wrong.errorOutput.contains("^^^ remove the space"))
            try write("Hello, llamas")
            let plan = try await recua.run("plan")
            #expect(plan.output.contains("word-list"), "\(plan.output)\(plan.errorOutput)")
            let alone = try await recua.run("plugin", "run", "word-list")
            #expect(alone.status == .exited(0), "\(alone.errorOutput)")
            #expect(alone.output.contains("\"words\": 2"))
            #expect(!alone.errorOutput.contains("shelf"))
            let up = try await recua.run("up")
            #expect(up.status == .exited(0), "\(up.errorOutput)")
            let again = try await recua.run("up")
            #expect(again.output.contains("up to date"), "\(again.output)\(again.errorOutput)")
        }
    }

    @Test func `nothing is overwritten, and nothing half written stays`() async throws {
        try await withScratchFolder { scratch in
            let recua = RecuaBinary(in: scratch.path)
            try scratch.write("mine", to: "word-list/notes")
            let taken = try await Self.new("python", recua)
            #expect(taken.status == .exited(2) && taken.errorOutput.contains("usage.exists"), "\(taken.errorOutput)")
            #expect(try Files.list(scratch.path("word-list")) == ["notes"])
            try Files.createFolder(scratch.path("empty"))
            #expect(try await Self.new("python", recua, "--output", "empty").status == .exited(0))
            try scratch.write("", to: "file")
            let impossible = try await Self.new("python", recua, "--output", "file/below")
            #expect(impossible.status != .exited(0))
            #expect(try Files.list(scratch.path).filter { $0 != "store" } == ["empty", "file", "word-list"])
        }
    }

    @Test(arguments: ["Words", "9lives", "-x", "a--b", "fetch", "model", "target", "../up"])
    func `what cannot name a plugin is refused`(name: String) async throws {
        try await withScratchFolder { scratch in
            let run = try await RecuaBinary(in: scratch.path).run("plugin", "new", "--language", "bash", "--", name)
            #expect(run.status == .exited(2) && run.errorOutput.contains("usage.plugin-name"), "\(run.errorOutput)")
            #expect(try Files.list(scratch.path).filter { $0 != "store" } == [])
        }
    }

    @Test(arguments: ["json", "token"])
    func `a program in Python cannot hide a module of Python's own`(name: String) async throws {
        try await withScratchFolder { scratch in
            let recua = RecuaBinary(in: scratch.path)
            let refused = try await recua.run("plugin", "new", name, "--language", "python")
            #expect(refused.status == .exited(2) && refused.errorOutput.contains("such as `\(name)-plugin`"))
            #expect(try Files.list(scratch.path).filter { $0 != "store" } == [])
            #expect(try await recua.run("plugin", "new", name, "--language", "bash").status == .exited(0))
        }
    }

    @Test func `a plugin in Swift asks where Recua is`() async throws {
        try await withScratchFolder { scratch in
            let recua = RecuaBinary(in: scratch.path)
            let without = try await recua.run("plugin", "new", "words", "--language", "swift")
            #expect(without.status == .exited(2) && without.errorOutput.contains("add `--recua FOLDER`"))
            let wrong = try await recua.run("plugin", "new", "words", "--language", "swift", "--recua", "nowhere")
            #expect(wrong.status == .exited(2) && wrong.errorOutput.contains("usage.recua-package"))
            let remote = "https://example.com/llamas/recua.git"
            #expect(
                try await recua.run("plugin", "new", "words", "-l", "swift", "--recua", remote).status == .exited(0))
            let package = try Files.readText(scratch.path("words/Package.swift"))
            #expect(package.contains(#".package(url: "https://example.com/llamas/recua.git", branch: "main")"#))
            #expect(package.contains(#"package: "recua")"#))
        }
    }

    @Test func `the manifest's line is the path from where manifests are`() async throws {
        try await withScratchFolder { scratch in
            try Files.createFolder(scratch.path("stacks"))
            let run = try await Self.new("python", RecuaBinary(in: scratch.path), "--output", "tools/words")
            #expect(run.output.contains("word-list: { run: [../tools/words/word_list.py] }"), "\(run.output)")
            #expect(run.output.contains("recua plugin check tools/words/word_list.py --run"))
        }
    }

    @Test func `a new plugin in Swift is built, and keeps the contract`() async throws {
        try await withScratchFolder { scratch in
            let recua = RecuaBinary(in: scratch.path)
            #expect(try await Self.new("swift", recua).status == .exited(0))
            _ = try await Command(
                "\(Self.fixtures)/link.sh", [RecuaBinary.package, scratch.path("word-list"), "word-list", "WordList"],
                environment: Variables.process
            ).runChecked()
            let check = try await recua.run("plugin", "check", "word-list/.build/release/word-list", "--run")
            #expect(check.status == .exited(0), "\(check.output)\(check.errorOutput)")
        }
    }

    /// Every file below a folder, by its path, with a place that differs from machine to machine left out.
    private static func files(_ folder: String, _ package: String) throws -> [String: String] {
        var files: [String: String] = [:]
        for name in try Files.list(folder) where name != "__pycache__" {
            let path = "\(folder)/\(name)"
            if Files.facts(path)?.isFolder == true {
                for (inner, text) in try Self.files(path, package) { files["\(name)/\(inner)"] = text }
            } else {
                let mode = Files.facts(path)?.isExecutable == true ? "executable\n" : ""
                files[name] = mode + (try Files.readText(path).replacing("\"\(package)\"", with: "\"/recua\""))
            }
        }
        return files
    }
}
