import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The ledger is a cache of the truth: with a real model on this machine.
@Suite(.serialized) struct AdoptionTests {
    @Test func `a lost project finds what runs, a second up does nothing, and down ends it`() async throws {
        try await withDemo { demo in
            let first = try await demo.recua.run("up", "chat")
            #expect(first.status == .exited(0), "\(first.errorOutput)")
            let process = try #require(try await process(of: "chat", demo))
            try Files.remove("\(demo.folder)/.recua")
            #expect(try await demo.recua.json("status", "--json", "chat")["stacks"]?[0]?["state"] == "down")

            let rehearsal = try await demo.recua.json("adopt", "--dry-run", "--json")
            #expect(states(rehearsal, "chat") == ["adopted", "adopted", "adopted", "adopted"], "\(rehearsal)")
            #expect(!Files.exists("\(demo.folder)/.recua/ledger.db"))

            let adopted = try await demo.recua.run("adopt", "chat")
            #expect(adopted.status == .exited(0), "\(adopted.errorOutput)")
            #expect(adopted.output.contains("4 results recorded"), "\(adopted.output)")
            #expect(try await demo.recua.run("up", "chat").output.contains("1 stack up to date"))
            #expect(try await self.process(of: "chat", demo) == process)
            #expect(process.isAlive)

            let answer = try await demo.ask(
                try await demo.url(of: "chat") + "/v1/chat/completions",
                ["messages": [["role": "user", "content": "Hi"]], "max_tokens": 4])
            #expect(answer["choices"]?[0] != nil)
            #expect(try await !demo.recua.run("logs", "chat", "--lines", "5").output.isEmpty)

            #expect(try await demo.recua.run("down", "chat").output.contains("1 stack down"))
            #expect(!process.isAlive)
            let nothing = try await demo.recua.json("adopt", "--json", "chat")
            #expect(states(nothing, "chat") == ["known", "known", "absent", "left"], "\(nothing)")
        }
    }

    @Test func `after an edit and a loss the plan says that what runs is another, and up replaces it`() async throws {
        try await withDemo { demo in
            #expect(try await demo.recua.run("deploy", "chat").status == .exited(0))
            let process = try #require(try await process(of: "chat", demo))
            try Files.remove("\(demo.folder)/.recua")
            let edit = ["--set", "stacks.chat.local.idle=3m"]
            let found = try JSON(
                parsing: try await demo.recua.command(["adopt", "--json", "chat"] + edit).run().output)
            #expect(states(found, "chat").dropFirst(2).first == "differs", "\(found)")
            let plan = try await demo.recua.command(["plan", "chat"] + edit).run().output
            #expect(plan.contains("it was started with other settings"), "\(plan)")
            #expect(process.isAlive)
            #expect(try await demo.recua.command(["deploy", "chat"] + edit).run().status == .exited(0))
            #expect(!process.isAlive)
            #expect(try await self.process(of: "chat", demo)?.isAlive == true)
        }
    }

    private func process(of stack: String, _ demo: DemoProject) async throws -> Deployment.Process? {
        let status = try await demo.recua.json("status", "--json", stack)
        return try status["stacks"]?[0]?["deployment"]?["process"]?.decode()
    }

    private func states(_ result: JSON, _ stack: String) -> [String] {
        let found = result["stacks"]?.array?.first { $0["name"]?.string == stack }
        return (found?["steps"]?.array ?? []).compactMap { $0["state"]?.string }
    }
}
