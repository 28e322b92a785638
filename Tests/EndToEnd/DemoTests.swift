import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The demo with its real models: what `make demo` does, and what a user does next.
@Suite(.serialized) struct DemoTests {
    @Test func `two models answer, a second up starts nothing, and down takes them away`() async throws {
        try await withDemo { demo in
            let first = try await demo.recua.run("up")
            #expect(first.status == .exited(0), "\(first.errorOutput)")
            #expect(first.output.contains("2 stacks done"))

            let chat = try await demo.url(of: "chat")
            let answer = try await demo.ask(
                "\(chat)/v1/chat/completions",
                [
                    "messages": [["role": "user", "content": "What is the opposite of up?"]], "max_tokens": 40,
                    "temperature": 0,
                ]
            )
            let text = answer["choices"]?[0]?["message"]?["content"]?.string ?? ""
            #expect(text.contains("down"), "\(text)")

            let embed = try await demo.url(of: "embed")
            let vectors = try await demo.ask("\(embed)/v1/embeddings", ["input": ["A cat sleeps on the sofa."]])
            #expect(vectors["data"]?[0]?["embedding"]?.array?.count == 576)

            let second = try await demo.recua.run("up")
            #expect(second.status == .exited(0))
            #expect(second.output.contains("2 stacks up to date"))

            let down = try await demo.recua.run("down")
            #expect(down.status == .exited(0), "\(down.errorOutput)")
            #expect(down.output.contains("2 stacks down"))
            await #expect(throws: (any Error).self) { try await demo.ask("\(chat)/v1/models", [:]) }
            #expect(try await demo.recua.run("down").output.contains("nothing is deployed"))
        }
    }

    @Test func `an up with nothing to do starts no process, opens no socket and writes nothing`() async throws {
        try await withDemo { demo in
            #expect(try await demo.recua.run("up").status == .exited(0))
            let before = try tree(demo.folder)
            let command = demo.recua.command("up")
            let trace = "\(demo.folder)/trace.txt"
            let traced = Command(
                "strace",
                ["-f", "-o", trace, "-e", "trace=execve,socket,connect,flock", command.executable] + command.arguments,
                environment: command.environment, folder: command.folder
            )
            #expect(try await traced.run().status == .exited(0))
            let calls = try Files.readText(trace).split(separator: "\n").filter {
                $0.contains("execve(") || $0.contains("socket(") || $0.contains("flock(")
            }
            #expect(calls.count == 1, "only recua itself is started: \(calls)")
            #expect(try tree(demo.folder).filter { !$0.key.hasSuffix("trace.txt") } == before)
        }
    }

    @Test func `an edit reruns what depends on it and nothing else, and why says what changed`() async throws {
        try await withDemo { demo in
            #expect(try await demo.recua.run("up").status == .exited(0))

            try demo.edit("contains: down }", "contains: own }")
            #expect(
                try await demo.states(of: "chat") == [
                    "wheel": "fresh", "image": "fresh", "local": "fresh", "smoke": "stale",
                ])
            let why = try await demo.recua.run("why", "chat").output
            #expect(why.contains("down") && why.contains("own") && why.contains("→"), "\(why)")
            #expect(try await demo.recua.run("up").status == .exited(0))

            try demo.edit("alias: chat, context: 2048", "alias: chat, context: 1024")
            #expect(
                try await demo.states(of: "chat") == [
                    "wheel": "fresh", "image": "stale", "local": "waiting", "smoke": "waiting",
                ])
            #expect(try await demo.states(of: "embed").values.allSatisfy { $0 == "fresh" })
            #expect(try await demo.recua.run("why", "chat").output.contains("server.context: 2048 → 1024"))
            #expect(try await demo.recua.run("up").status == .exited(0))
            #expect(try await demo.recua.run("up").output.contains("2 stacks up to date"))
        }
    }

    @Test func `a failing stack does not stop the other, and a failing smoke test exits with 10`() async throws {
        try await withDemo { demo in
            try demo.edit("contains: down }", "contains: a word it never says }")
            let run = try await demo.recua.run("up")
            #expect(run.status == .exited(10), "\(run.errorOutput)")
            #expect(
                run.output.contains("embed") && run.errorOutput.contains("1 of 2 stacks failed: chat"),
                "\(run.errorOutput)")
            #expect(try await demo.states(of: "embed").values.allSatisfy { $0 == "fresh" })
        }
    }

    @Test func `the two stacks share the layers of engine and weights`() async throws {
        try await withDemo { demo in
            let built = try await demo.recua.json("build", "--json")
            let layers = (0..<2).map { stack in
                (built["stacks"]?[stack]?["steps"]?.array ?? []).last?["artifact"]?["layers"]?.array?.map {
                    $0["blob"]?["digest"]?.string
                } ?? []
            }
            #expect(layers[0].count >= 2)
            #expect(layers[0] == layers[1])
        }
    }

    /// Every path below a folder with its size and time.
    private func tree(_ folder: String) throws -> [String: Files.Facts] {
        var found: [String: Files.Facts] = [:]
        for name in try Files.list(folder) {
            let path = "\(folder)/\(name)"
            guard let facts = Files.facts(path) else { continue }
            if facts.isFolder { found.merge(try tree(path)) { $1 } } else { found[path] = facts }
        }
        return found
    }
}
