import RecuaTestSupport
import Testing

@testable import RecuaCore

/// The engine with random plugins, as real tasks that take turns as they like: what holds in every order.
///
/// `RECUA_CASES=2000` plays more of them, `RECUA_SEED=7` plays one.
struct EngineModelTests {
    typealias Place = RandomProject.Place

    @Test(arguments: Seeds.chosen(usually: 60))
    func `each step runs once after all it needs, within the limits, and a failure stops only what needs it`(
        seed: UInt64
    ) async throws {
        try await withScratchFolder { folder in
            let project = RandomProject(seed: seed)
            let first = Traffic(limits: project.limits)
            let result = try await run(project, in: folder, first)
            let ended = ends(of: result)
            #expect(Set(ended.keys) == project.steps && result.steps.count == project.steps.count)
            #expect(first.excess.isEmpty && Set(first.started).count == first.started.count)
            expectConsistency(of: ended, in: project)
            if project.cancelling == nil, !project.failsFast { expectExactly(ended, in: project) }
            if ended.values.contains("cancelled") {
                #expect(first.startedAfterCancelling < project.limits.total)
            }

            // The same command again goes on from there, and does nothing twice that was done.
            let second = Traffic(limits: project.limits)
            let rest = try await run(project, in: folder, second, isCalm: true)
            #expect(rest.unfinished.isEmpty)
            #expect(Set(second.started) == project.steps.filter { ended[$0] != "done" })
            #expect(second.started.count == Set(second.started).count)
        }
    }

    /// Whatever was cancelled or stopped: what is done had all it needs, and what is not says why.
    private func expectConsistency(of ends: [Place: String], in project: RandomProject) {
        for (place, end) in ends {
            let needs = project.needs(of: place).map { ends[$0] }
            switch end {
            case "done": #expect(!project.failing.contains(place) && needs.allSatisfy { $0 == "done" })
            case "failed": #expect(project.failing.contains(place) && needs.allSatisfy { $0 == "done" })
            case "cancelled": #expect(project.cancelling != nil)
            default: #expect(project.failsFast || needs.contains { $0 != "done" })
            }
        }
    }

    /// Without a stop of all, who ends how does not depend on who comes first.
    private func expectExactly(_ ends: [Place: String], in project: RandomProject) {
        for (place, end) in ends {
            let isReached = project.needs(of: place).allSatisfy { !project.isLost($0) }
            #expect(end == (!isReached ? "blocked" : project.failing.contains(place) ? "failed" : "done"))
        }
    }

    private func ends(of result: RunResult) -> [Place: String] {
        let ends = result.steps.map { step in
            let end =
                switch step.outcome {
                case .done: "done"
                case .failed: "failed"
                case .cancelled: "cancelled"
                case .blocked: "blocked"
                case .fresh, .adopted, .removed, .idle: "another"
                }
            return (Place(stack: step.name.stack, plugin: step.name.plugin), end)
        }
        return Dictionary(ends) { _, _ in "twice" }
    }

    /// - Parameter isCalm: true for a run in which nothing fails and nothing is cancelled.
    private func run(
        _ project: RandomProject, in folder: ScratchFolder, _ traffic: Traffic, isCalm: Bool = false
    ) async throws -> RunResult {
        let (stop, signal) = AsyncStream.makeStream(of: Void.self)
        let providers = project.descriptors.map { descriptor in
            FakePlugin(descriptor) { step in
                try await Self.work(step, descriptor, in: project, traffic, isCalm) { signal.yield() }
            }
        }
        let engine = Engine(
            project: Project(name: "tests", manifestFolder: folder.path), pipeline: Pipeline(providers),
            store: Store(root: folder.path("store")), environment: [:], executable: "/proc/self/exe"
        )
        let stacks = project.stacks.map { Stack.testing($0, folder: folder.path, project.sections[$0] ?? [:]) }
        let options = Engine.Options(
            command: "recua up", limits: project.limits, failsFast: project.failsFast && !isCalm)
        return try await withThrowingTaskGroup(of: RunResult?.self) { group in
            group.addTask {
                try await engine.run(stacks, goal: .everything, options: options, events: EventLog().stream)
            }
            group.addTask {
                for await _ in stop { break }
                return nil
            }
            let first = try await group.next()
            group.cancelAll()
            if let result = first ?? nil { return result }
            return try #require(try await group.next() ?? nil)
        }
    }

    private static func work(
        _ step: FakePlugin.Running, _ descriptor: PluginDescriptor, in project: RandomProject, _ traffic: Traffic,
        _ isCalm: Bool, stop: () -> Void
    ) async throws -> JSON {
        let place = Place(stack: step.stack.name, plugin: descriptor.name)
        let number = traffic.enter(place, descriptor.work)
        defer { traffic.leave(descriptor.work) }
        #expect(Set(step.input.keys) == Set(descriptor.needs))
        #expect(step.input.allSatisfy { $1["made"] == .string("\(place.stack) \($0)") })
        var random = SplitMix64(seed: project.seed &* 31 &+ UInt64(number))
        for _ in 0..<Int.random(in: 0...8, using: &random) { await Task.yield() }
        if number == project.cancelling, !isCalm {
            stop()
            while !Task.isCancelled { await Task.yield() }
            traffic.cancel()
            throw CancellationError()
        }
        if project.failing.contains(place), !isCalm { throw Diagnostic("test.broken", "as planned") }
        return ["made": .string("\(place.stack) \(descriptor.provides)")]
    }
}
