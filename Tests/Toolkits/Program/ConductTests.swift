import RecuaCore
import RecuaTestSupport
import Testing

/// How a program behaves on its channel.
@Suite struct ConductTests {
    @Test func `what is printed lands in the log and harms no message, and nothing is there to read`() async throws {
        try await withStand { stand in
            let artifact = try await stand.outside.run(try stand.step("print", ["count": 1000]))
            #expect(artifact["word"] == "hello")
            let next = try await stand.outside.run(try stand.step("answer"))
            #expect(next["word"] == "hello")
            let log = stand.messages.log
            #expect(!log.contains { $0.contains("is no message") })
            #expect(try await eventually { stand.messages.log.contains("{\"id\": 1000} and more") })
        }
    }

    @Test func `requests are served at once, each with its own messages`() async throws {
        try await withStand { stand in
            let waiting = try stand.step("wait")
            try await withThrowingTaskGroup(of: JSON.self) { group in
                group.addTask { try await stand.outside.run(waiting) }
                let isWaiting = try await eventually { stand.messages.all.contains(where: \.isWaiting) }
                #expect(isWaiting)
                let other = try await stand.outside.run(try stand.step("answer"))
                #expect(other["word"] == "hello")
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
        }
    }

    @Test func `a cancelled request ends, and the program goes on`() async throws {
        try await withStand { stand in
            let started = try await stand.outside.run(try stand.step("answer"))
            let waiting = try stand.step("wait")
            try await withThrowingTaskGroup(of: JSON.self) { group in
                group.addTask { try await stand.outside.run(waiting) }
                let isWaiting = try await eventually { stand.messages.all.contains(where: \.isWaiting) }
                #expect(isWaiting)
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            let next = try await stand.outside.run(try stand.step("answer"))
            #expect(next == started)
        }
    }

    @Test func `a secret of its section reaches the plugin, by the place it is written at`() async throws {
        try await withStand { stand in
            let sections: JSON = ["token": "Bearer ${env:SAMPLE_SECRET}"]
            let step = try stand.step("answer", sections, environment: ["SAMPLE_SECRET": "s3cr3t"])
            let artifact = try await stand.outside.run(step)
            #expect(artifact["secret"] == .string(Digest(of: "Bearer s3cr3t").hex))
            #expect(try await stand.inside.run(step)["secret"] == artifact["secret"])
        }
    }

    @Test func `a secret that leads nowhere fails the step as it does inside`() async throws {
        try await withStand { stand in
            let step = try stand.step("answer", ["token": "${env:SAMPLE_MISSING}"])
            let inside = await diagnostics { try await stand.inside.run(step) }
            let outside = await diagnostics { try await stand.outside.run(step) }
            #expect(inside.map(\.code) == ["secret.missing"])
            #expect(outside.count == 1)
            #expect(outside.first?.message.contains("SAMPLE_MISSING") == true)
        }
    }

    @Test func `what a try saved is there in the next one`() async throws {
        try await withStand { stand in
            let first = await diagnostics { try await stand.outside.run(try stand.step("save")) }
            #expect(first.map(\.message) == ["interrupted at 0"])
            let saved: JSON = ["place": 2]
            let artifact = try await stand.outside.run(try stand.step("save", checkpoint: saved))
            #expect(artifact["word"] == "done at 2")
        }
    }

    @Test func `what is odd in the sections is told with its place`() async throws {
        try await withStand { stand in
            _ = try await stand.outside.run(try stand.step("diagnose"))
            let odd = Diagnostic("sample.odd", "it is odd", pointer: "/sample/deed")
            #expect(stand.messages.diagnostics == [odd])
        }
    }

    @Test func `a fatal error is a crash like another, and the next request finds a new process`() async throws {
        try await withStand { stand in
            let crash = await diagnostics { try await stand.outside.run(try stand.step("trap")) }
            #expect(crash.map(\.code) == ["plugin.crashed"])
            #expect(crash.first?.message.contains("plugin `sample` 2.3.4") == true)
            #expect(crash.first?.related.contains { $0.message.contains("has come to its end") } == true)
            let next = try await stand.outside.run(try stand.step("answer"))
            #expect(next["word"] == "hello")
        }
    }

    /// Waits, within bounds, for something that another process brings about.
    private func eventually(_ condition: () -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return condition()
    }
}

extension StepMessage {
    fileprivate var isWaiting: Bool { if case .progress("waiting", 1, 2, .steps) = self { true } else { false } }
}
