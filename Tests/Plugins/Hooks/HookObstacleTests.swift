import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaHooks

/// What a shell says of a program that cannot be started, and what is told beside it.
@Suite struct HookObstacleTests {
    private func problem(_ run: JSON, _ programs: [String: String] = [:]) async throws -> Diagnostic {
        try await withScratchFolder { folder in
            for (name, text) in programs { try folder.write(text, to: name, mode: 0o755) }
            var bench = HookBench(folder)
            bench.environment["PATH"] = "\(folder.path("bin")):/usr/bin:/bin"
            return try await bench.problem(["run": run])
        }
    }

    @Test(arguments: [
        "./tool --fast", "exec ./tool", "cd . && (./tool)", "X=1 ./tool | cat; exit 127", "if true; then tool; fi",
    ])
    func `a program in a shell whose interpreter is missing is named, with what to do`(run: String) async throws {
        let tool = "#!/nowhere/x\n"
        let problem = try await problem(.string(run), ["tool": tool, "bin/tool": tool])
        #expect(problem.code == "hooks.failed" && problem.message.hasSuffix("ended with exit code 127"))
        #expect(problem.help?.contains("tool` names the interpreter `/nowhere/x`, which is not there: ") == true)
    }

    @Test func `a text without an interpreter is not blamed in a shell, which runs it`() async throws {
        let problem = try await problem("./tool; no-such-command", ["tool": "true\n"])
        #expect(problem.help == "127 says that a command was not found: install it, or write its path")
    }

    @Test func `a program that env cannot start is named as well`() async throws {
        let problem = try await problem(["./tool", "x"], ["tool": "#!/usr/bin/env no-such-thing\n"])
        #expect(problem.message.hasSuffix("ended with exit code 127"))
        #expect(problem.help?.contains("`no-such-thing`, which is not on `PATH`: install `no-such-thing`") == true)
    }

    @Test func `a command that is not there is said to be missing, and one that failed is not`() async throws {
        let missing = try await problem("no-such-command --fast")
        #expect(missing.help == "127 says that a command was not found: install it, or write its path")
        let failed = try await problem("exit 3", ["tool": "#!/nowhere/x\n"])
        #expect(failed.help == nil)
    }

    @Test func `a program without its loader is told from one that is not there`() async throws {
        let bytes = try Files.read("/usr/bin/env")
        let start = try #require(bytes.firstRange(of: Array("/ld-linux".utf8)))
        try await withScratchFolder { folder in
            var broken = bytes
            broken.replaceSubrange(start, with: Array("/no-linux".utf8))
            try folder.write(broken, to: "tool", mode: 0o755)
            for run: JSON in ["./tool", ["./tool"]] {
                let problem = try await HookBench(folder).problem(["run": run])
                let told = "\(problem.message) \(problem.help ?? "")"
                #expect(told.contains("needs the loader `/lib") && told.contains("get the one for this"), "\(told)")
                #expect(!told.contains("setpriv"))
            }
        }
    }
}
