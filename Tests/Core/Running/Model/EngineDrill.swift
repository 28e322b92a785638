import RecuaTestSupport
import Testing

@testable import RecuaCore

/// Plays one round of a random project through the engine.
struct EngineDrill: Sendable {
    typealias Place = RandomProject.Place

    let project: RandomProject
    let round: RandomRound
    let folder: ScratchFolder

    func run(_ traffic: Traffic) async throws -> RunResult {
        let (stop, signal) = AsyncStream.makeStream(of: Void.self)
        let providers = project.descriptors.map { descriptor in
            FakePlugin(descriptor) { step in try await work(step, descriptor, traffic) { signal.yield() } }
        }
        let engine = Engine(
            project: Project(name: "tests", manifestFolder: folder.path), pipeline: Pipeline(providers),
            store: Store(root: folder.path("store")), environment: [:], executable: "/proc/self/exe"
        )
        let stacks = project.stacks.map {
            Stack.testing($0, folder: folder.path, project.sections(of: $0, in: round))
        }
        let options = Engine.Options(command: "recua up", limits: project.limits, failsFast: round.failsFast)
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

    private func work(
        _ step: FakePlugin.Running, _ descriptor: PluginDescriptor, _ traffic: Traffic, stop: () -> Void
    ) async throws -> JSON {
        let place = Place(stack: step.stack.name, plugin: descriptor.name)
        let number = traffic.enter(place, descriptor.work, told: step.failures)
        defer { traffic.leave(descriptor.work) }
        expectAll(of: descriptor, in: step)
        var random = SplitMix64(seed: project.seed &* 31 &+ UInt64(number))
        for _ in 0..<Int.random(in: 0...8, using: &random) { await Task.yield() }
        if number == round.cancelling {
            stop()
            while !Task.isCancelled { await Task.yield() }
            traffic.cancel()
            throw CancellationError()
        }
        if round.failing.contains(place) { throw Diagnostic("test.broken", "as planned") }
        return ["made": .string("\(place.stack) \(place.plugin) \(round.word(of: place) / 2)")]
    }

    /// It has each thing that it needs, or is told why not.
    private func expectAll(of descriptor: PluginDescriptor, in step: FakePlugin.Running) {
        #expect(Set(step.input.keys).isDisjoint(with: step.failures.keys))
        #expect(Set(step.input.keys).union(step.failures.keys) == Set(descriptor.needs))
        #expect(descriptor.takesFailed.isSuperset(of: step.failures.keys))
        if let kind = descriptor.standsBy { #expect(step.failures[kind] != nil) }
        for (kind, artifact) in step.input {
            let maker = project.place(of: kind, in: step.stack.name)
            let word = round.word(of: maker) / 2
            #expect(artifact["made"] == .string("\(maker.stack) \(maker.plugin) \(word)"))
        }
    }
}
