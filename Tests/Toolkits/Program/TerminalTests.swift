import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct TerminalTests {
    @Test func `started by hand a program says what it is and what to type`() async throws {
        let program = "\(RecuaBinary.package)/.build/debug/sample-plugin"
        // `script` gives it a terminal.
        let command = Command(
            "/usr/bin/script", ["--quiet", "--return", "--command", program, "/dev/null"],
            environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"], folder: "/")
        let finished = try await command.run()
        #expect(finished.status == .exited(64))
        #expect(finished.output.contains("`sample` 2.3.4 is a plugin of Recua"))
        #expect(finished.output.contains("plugins: { sample: { run: [\(program)] } }"))
        #expect(finished.output.contains("recua plugin check \(program)"))
        #expect(!finished.output.contains("made"), "the plugin itself was not even made")
    }
}
