import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaCore

struct PaceTests {
    /// What is told while `body` is at work, one line for each time.
    private func told(_ body: () async throws -> Void) async throws -> [String] {
        let notes = Mutex<[String]>([])
        let pace = Pace { work, done, total in notes.withLock { $0.append("\(work) \(done)/\(total)") } }
        try await Pace.$current.withValue(pace) { try await body() }
        return notes.withLock { $0 }
    }

    private let options = Engine.Options(command: "recua plan", refreshes: true)

    @Test func `a plan tells of each stack before it is planned, and of the end`() async throws {
        try await withBench { bench in
            let plan = { [bench] in _ = try bench.plan(["a", "b", "c"]) }
            let told = try await told(plan)
            #expect(told == ["planning 0/3", "planning 1/3", "planning 2/3", "planning 3/3"])
        }
    }

    @Test func `a check tells of as many stacks as it has had answers of, and of the end`() async throws {
        try await withBench { bench in
            let stacks = (0..<20).map { bench.stack("s\($0)") }
            let check = { [bench] in _ = await bench.engine.pipeline.check(stacks) }
            let told = try await told(check)
            #expect(told.last == "checking 20/20" && told.count > 20)
        }
    }

    @Test func `a look at the world tells of each artifact that it has asked for`() async throws {
        try await withBench { bench in
            try await bench.up(["a", "b"])
            let look = { [bench] in
                _ = try await bench.engine.refreshedPlan(
                    [bench.stack(), bench.stack("b")], goal: .everything, options: options, events: EventStream([]))
            }
            let told = try await told(look).filter { $0.hasPrefix("looking") }
            #expect(told == ["looking 0/2", "looking 1/2", "looking 2/2", "looking 2/2"])
        }
    }

    @Test func `a look that fails has an end as well`() async throws {
        try await withBench { bench in
            try await bench.up()
            bench.local.onObserve = { _, _ in throw Diagnostic("test.broken", "nobody answers") }
            let look = { [bench] in
                _ = try? await bench.engine.refreshedPlan(
                    [bench.stack()], goal: .everything, options: options, events: EventStream([]))
            }
            let told = try await told(look)
            #expect(told.last == "looking 1/1")
        }
    }
}
