import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// What `status` says of steps that failed.
@Suite struct StatusTests {
    private func status(_ toys: ToyProject) async throws -> (state: JSON?, failed: [JSON?], table: String) {
        let stack = try await toys.recua.json("status", "--json")["stacks"]?[0]
        let table = try await toys.recua.run("status").output
        return (stack?["state"], stack?["failures"]?.array?.map { $0["plugin"] } ?? [], table)
    }

    @Test func `a test that failed says nothing once what had passed stands again`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("one: { shelf: { word: a }, probe: { error: toy.broken } }")
            #expect(try await toys.recua.run("up").status == .exited(1))
            try toys.write("one: { shelf: { word: a }, probe: {} }")
            #expect(try await toys.recua.run("up").output.hasSuffix("1 stack up to date\n"))
            let status = try await status(toys)
            #expect(status.failed == [] && status.table.contains("1/1"), "\(status)")
        }
    }

    @Test func `a test that failed and was never passed is told until the manifest asks for none`() async throws {
        try await withToys("one: { shelf: { word: a }, probe: { error: toy.broken } }") { toys in
            #expect(try await toys.recua.run("up").status == .exited(1))
            #expect(try await status(toys).failed == ["probe"])
            try toys.write("one: { shelf: { word: a } }")
            let status = try await status(toys)
            #expect(status.failed == [] && status.state == "up", "\(status)")
        }
    }

    @Test func `a hook that failed is told until the manifest has it no more`() async throws {
        let hooks = "hooks: { warm: { after: deployment, run: \"false\" }, last: { after: deployment, run: \"true\" } }"
        try await withToys("one: { shelf: {}, probe: {}, \(hooks) }") { toys in
            #expect(try await toys.recua.run("up").status == .exited(1))
            #expect(try await status(toys).failed == ["hooks.warm"])
            try toys.write("one: { shelf: {}, probe: {}, hooks: { last: { after: deployment, run: \"true\" } } }")
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await status(toys).failed == [])
        }
    }

    @Test func `a stack that a hook keeps from being deployed has failed, and is not just down`() async throws {
        let hooks = "hooks: { prep: { before: deployment, run: \"false\" } }"
        try await withToys("one: { shelf: {}, probe: {}, \(hooks) }") { toys in
            #expect(try await toys.recua.run("up").status == .exited(1))
            let status = try await status(toys)
            #expect(status.state == "failed" && status.failed == ["hooks.prep"], "\(status)")
            #expect(status.table.contains("hooks.prep failed in run 1: see `recua history 1`"), "\(status)")
        }
    }

    @Test func `a try to change a deployment that failed is told beside it until one ends well`() async throws {
        try await withToys("one: { shelf: { word: a }, probe: {} }") { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("one: { shelf: { word: b, error: toy.broken }, probe: {} }")
            #expect(try await toys.recua.run("up").status == .exited(1))
            let status = try await status(toys)
            #expect(status.state == "up" && status.failed == ["shelf"], "\(status)")
            #expect(status.table.contains("shelf failed in run 2: see `recua history 2`"), "\(status)")
            try toys.write("one: { shelf: { word: b }, probe: {} }")
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await self.status(toys).failed == [])
        }
    }

    @Test func `what a hook said of a deployment is of no interest once that is gone`() async throws {
        let hooks = "hooks: { warm: { after: deployment, run: \"false\" } }"
        try await withToys("one: { shelf: {}, probe: { error: toy.broken }, \(hooks) }") { toys in
            #expect(try await toys.recua.run("up").status == .exited(1))
            #expect(try await status(toys).failed == ["hooks.warm", "probe"])
            #expect(try await toys.recua.run("down", "--yes").status == .exited(0))
            let status = try await status(toys)
            #expect(status.state == "down" && status.failed == [], "\(status)")
        }
    }
}
