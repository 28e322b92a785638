import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct LogsTests {
    @Test func `logs shows the last lines of the server`() async throws {
        try await withToys { toys in
            let before = try await toys.recua.run("logs", "one")
            #expect(before.status == .exited(1) && before.errorOutput.contains("`recua up one` deploys it"))
            try toys.scratch.write("first\nsecond\nthird\n", to: "toy.log")
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await toys.recua.run("logs", "one", "-n", "2").output == "second\nthird\n")
            let near = try await toys.recua.run("logs", "oen")
            #expect(near.status == .exited(2) && near.errorOutput.contains("did you mean `one`?"))
        }
    }

    @Test func `logs --follow ends when its reader does`() async throws {
        try await withToys { toys in
            try toys.scratch.write("first\n", to: "toy.log")
            #expect(try await toys.recua.run("up").status == .exited(0))
            let recua = toys.recua.command("logs")
            // The second line is what finds the reader gone.
            let script = #"("$0" logs one --follow; echo "ended $?" >&2) | head -1"#
            let writer = #"(while sleep 0.1; do echo more >> toy.log; done) & writer=$!; trap 'kill $writer' EXIT; "#
            let run = try await Command(
                "bash", ["-c", writer + script, recua.executable], environment: recua.environment, folder: recua.folder
            ).run()
            #expect(run.output == "first\n")
            #expect(run.errorOutput.contains("ended 0"), "\(run.errorOutput)")
        }
    }
}
