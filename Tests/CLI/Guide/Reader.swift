import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Types in what a page says, in a home and a project of its own.
struct Reader {
    private let home: String
    private let environment: [String: String]

    /// The page's reader is called Ana; her project is `llamas`, and a checkout of Recua lies beside it.
    init(in scratch: ScratchFolder) async throws {
        home = scratch.path("home")
        for folder in ["llamas", "bin"] { try Files.createFolder("\(home)/\(folder)") }
        environment = [
            "HOME": home, "PATH": "\(home)/bin:/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        ]
        _ = try await shell("ln -s '\(RecuaBinary.path)' ../bin/recua; ln -s '\(RecuaBinary.package)' ../recua")
    }

    /// Does what the page says, and holds what is printed against it: nothing is left out, and nothing printed is untold.
    func read(_ page: GuidePage) async throws {
        var printed = ""
        for fence in page.fences {
            let place: Comment = "line \(fence.line): \(fence.text)"
            if fence.words != ["text", "output"] {
                #expect(printed == "", "what is printed before line \(fence.line) is not on the page")
            }
            if fence["run"] == "link" {
                try await link()
            } else if fence.words.contains("run") {
                let finished = try await shell(fence.text)
                #expect(finished.status == .exited(Int32(fence["exit"] ?? "0") ?? 0), "\(place)\n\(finished.output)")
                printed = finished.output
            } else if fence.words == ["text", "output"] {
                #expect(plain(printed) == plain(fence.text), place)
                printed = ""
            } else if let file = fence["file"] {
                try Files.write(fence.text + "\n", to: "\(home)/llamas/\(file)")
            } else if let file = fence["part"] {
                #expect(try Files.readText("\(home)/llamas/\(file)").contains(fence.text), place)
            } else if fence.words.contains("apply") {
                let applied = try await shell("git apply -", input: fence.text + "\n")
                #expect(applied.status == .exited(0), "\(place)\n\(applied.output)")
            } else {
                Issue.record("line \(fence.line): nobody types `\(fence.words.joined(separator: " "))` in")
            }
        }
    }

    /// Types in a command that ends well.
    ///
    /// - Returns: what it prints.
    @discardableResult
    func type(_ command: String) async throws -> String {
        let finished = try await shell(command)
        #expect(finished.status == .exited(0), "\(command)\n\(finished.output)")
        return finished.output
    }

    /// Writes a file of the project.
    func write(_ text: String, to file: String) throws { try Files.write(text, to: "\(home)/llamas/\(file)") }

    /// What `swift build` would make of the package, in seconds.
    private func link() async throws {
        let script = "\(RecuaBinary.package)/Tests/Fixtures/plugins/link.sh"
        _ = try await Command(
            script, [RecuaBinary.package, "\(home)/llamas/stacks/plugins/words", "words", "Words"],
            environment: Variables.process
        ).runChecked()
    }

    private func shell(_ text: String, input: String? = nil) async throws -> Finished {
        try await Command(
            "/bin/sh", ["-c", "exec 2>&1\n\(text)"], environment: environment, folder: "\(home)/llamas", input: input
        ).run()
    }

    /// Without what differs from one moment and machine to the next.
    func plain(_ text: String) -> String {
        var plain = text.replacing(home, with: "/home/ana").replacing("arm64", with: "amd64")
        plain = plain.replacing("no sandbox: bubblewrap does not work here", with: "sandboxed, no network")
        plain.replace(/, without a sandbox: bubblewrap does not work here/, with: "")
        plain.replace(/warning: plugins? [^\n]*\[plugin.no-sandbox\]\n +help: [^\n]*\n/, with: "")
        plain.replace(/[0-9]+\.[0-9]+ ?s\b/, with: "0.1 s")
        return plain.hasSuffix("\n") ? String(plain.dropLast()) : plain
    }
}
