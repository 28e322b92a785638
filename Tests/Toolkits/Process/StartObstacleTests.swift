import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaProcess

@Suite struct StartObstacleTests {
    private static let environment = ["PATH": "/usr/bin:/bin"]

    private func obstacle(_ text: String, to name: String = "program", _ folder: ScratchFolder) throws -> StartObstacle?
    {
        let path = try folder.write(text, to: name, mode: 0o755)
        return StartObstacle(of: path, environment: Self.environment, folder: folder.path)
    }

    @Test(arguments: ["cat\n", "", "\n#!/bin/sh\n", "# ünï\n"])
    func `a text that names no interpreter is told from what the system starts`(text: String) async throws {
        try await withScratchFolder { folder in
            let obstacle = try obstacle(text, folder)
            #expect(obstacle?.problem == "is a text that names no interpreter")
            #expect(obstacle?.isRunByShell == true)
            #expect(obstacle?.help == "begin it with a line such as #!/bin/sh")
        }
    }

    @Test(arguments: [
        "#!/bin/sh\n", "#! /bin/sh -e\n", "#!/usr/bin/env sh\n", "#!/usr/bin/env -S sh -e\n", "#!/bin/sh",
        "#!/usr/bin/env -S A=1 sh\n", "#!/usr/bin/env -i nowhere\n", "#!/usr/bin/env A=1\n", "#!\n", "#!/usr/bin/env\n",
        "\u{7F}ELF\u{2}\u{1}", "MZqFpD='\n\0",
    ]) func `nothing is said of what starts, and of what is not understood`(text: String) async throws {
        try await withScratchFolder { folder in
            let obstacle = try obstacle(text, folder)
            #expect(obstacle == nil)
        }
    }

    @Test(arguments: ["/nowhere/program", "/"]) func `nothing is said of what cannot be read`(path: String) {
        #expect(StartObstacle(of: path, environment: [:]) == nil)
    }

    private static let interpreters: [(line: String, problem: String, help: String)] = [
        ("/nowhere/python3", "names the interpreter `/nowhere/python3`, which is not there", "#!/usr/bin/env python3"),
        ("./mine -x", "names the interpreter `./mine`, which is not there", "install it, or name another"),
        ("/etc/passwd", "names the interpreter `/etc/passwd`, which is not executable", "name a program"),
        ("/etc", "names the interpreter `/etc`, which is a folder", "name a program"),
        ("/usr/bin/env perl6x", "names the interpreter `perl6x`, which is not on `PATH`", "install `perl6x`"),
        ("/usr/bin/env -S perl6x -w", "names the interpreter `perl6x`, which is not on `PATH`", "install `perl6x`"),
        (
            "/usr/bin/env sh -e", "names the interpreter `sh -e`, which is not on `PATH`",
            "write its first line as `#!/usr/bin/env -S sh -e`"
        ),
        ("/bin/sh\r", "ends its first line as Windows does, with a carriage return", #"type: sed -i 's/\r$//' /"#),
    ]

    @Test(arguments: interpreters) func `an interpreter that cannot be started is told, and what to do`(
        line: String, problem: String, help: String
    ) async throws {
        try await withScratchFolder { folder in
            let obstacle = try obstacle("#!\(line)\nprint(1)\n", folder)
            #expect(obstacle?.problem == problem)
            #expect(obstacle?.isRunByShell == false)
            #expect(obstacle?.help.contains(help) == true, "\(obstacle?.help ?? "")")
        }
    }

    @Test func `an interpreter that is a script is looked at as well, and a circle has an end`() async throws {
        try await withScratchFolder { folder in
            let inner = try folder.write("#!/nowhere/x\n", to: "inner", mode: 0o755)
            let outer = try obstacle("#!\(inner)\n", folder)
            #expect(
                outer?.problem
                    == "names the interpreter `\(inner)`, which names the interpreter `/nowhere/x`, which is not there")
            let circle = try obstacle("#!\(folder.path("circle"))\n", to: "circle", folder)
            #expect(circle == nil)
        }
    }

    /// A program of this machine that asks for another loader.
    private func program(loadedBy loader: String) throws -> [UInt8] {
        guard case .elf(_, let own?) = ExecutableHead(of: "/usr/bin/env") else {
            throw Diagnostic("test.elf", "no ELF")
        }
        var bytes = try Files.read("/usr/bin/env")
        let start = try #require(bytes.firstRange(of: Array(own.utf8)))
        let name =
            Array(loader.utf8).prefix(start.count) + Array(repeating: 0, count: max(0, start.count - loader.count))
        bytes.replaceSubrange(start, with: name)
        return bytes
    }

    @Test(arguments: [("/lib/ld-musl-x.so", "systems with musl"), ("/lib/ld-none.so", "another system")])
    func `a program without its loader is told from one that is not there`(loader: String, system: String) async throws
    {
        try await withScratchFolder { folder in
            let path = try folder.write(program(loadedBy: loader), to: "program", mode: 0o755)
            let obstacle = StartObstacle(of: path, environment: [:])
            #expect(obstacle?.problem == "needs the loader `\(loader)`, which is not there")
            #expect(obstacle?.help.contains("it was built for \(system)") == true)
            let error = await #expect(throws: Diagnostic.self) { _ = try await Command(path, environment: [:]).run() }
            #expect(error?.code == "process.start")
            #expect(error?.message.contains("needs the loader `\(loader)`") == true)
        }
    }

    @Test(.enabled(if: !StartObstacle.runsForeign, "this machine runs programs of other processors"))
    func `a program for another processor is none for this machine`() async throws {
        try await withScratchFolder { folder in
            var bytes = try Files.read("/usr/bin/env")
            guard case .elf(let own, _) = ExecutableHead(of: "/usr/bin/env") else {
                throw Diagnostic("test.elf", "no ELF")
            }
            bytes[18] = own.name == "arm64" ? 62 : 183
            let path = try folder.write(bytes, to: "program", mode: 0o755)
            let names = own.name == "arm64" ? ("amd64", "arm64") : ("arm64", "amd64")
            let obstacle = try #require(StartObstacle(of: path, environment: [:]))
            #expect(obstacle.problem == "is a program for \(names.0), and this machine is \(names.1)")
            #expect(obstacle.help == "get the one for \(names.1)")
        }
    }

    /// Whatever the bytes are: offsets and lengths that lead nowhere, parts that are none.
    @Test func `no file that begins like a program is a trap`() async throws {
        try await withScratchFolder { folder in
            let whole = try Array(Files.read("/usr/bin/env").prefix(1024))
            var random = SplitMix64(seed: 7)
            for round in 0..<500 {
                var bytes = Array(
                    whole.prefix(round.isMultiple(of: 3) ? Int.random(in: 0...200, using: &random) : 1024))
                for _ in 0..<8 where bytes.count > 6 {
                    bytes[Int.random(in: 4..<min(bytes.count, 200), using: &random)] = .random(
                        in: 0...255, using: &random)
                }
                let path = try folder.write(bytes, to: "program", mode: 0o755)
                _ = StartObstacle(of: path, environment: [:])
            }
        }
    }
}
