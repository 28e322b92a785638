import RecuaCore
import RecuaTestSupport
import Synchronization

@testable import RecuaHooks

/// One hook in a scratch folder, run without an engine.
struct HookBench {
    let folder: ScratchFolder
    var environment = ["PATH": "/usr/bin:/bin", "HOME": "/nowhere", "SECRET": "no business of a hook"]
    var input: [ArtifactKind: JSON] = [:]
    let messages = StepMessages()
    let clock = InstantClock()

    init(_ folder: ScratchFolder) { self.folder = folder }

    /// What the hook wrote.
    var lines: [String] { messages.all.compactMap { if case .log(.info, let text) = $0 { text } else { nil } } }

    func step(_ hook: JSON) -> HookStep {
        HookStep("warm", canonical(hook), needs: input.keys.sorted(), clock: clock)
    }

    func run(_ hook: JSON) async throws {
        let step = step(hook)
        let host = try StepHost.testing(folder: folder, environment: seen(by: step), messages: messages)
        _ = try await step.run(
            Step(
                stack: .testing(folder: folder), sections: ["hooks": ["warm": canonical(hook)]], input: input,
                token: "t", host: host))
    }

    /// - Returns: what it throws.
    func problem(_ hook: JSON) async throws -> Diagnostic {
        do { try await run(hook) } catch let problem as Diagnostic { return problem }
        throw Diagnostic("test.no-problem", "the hook did not fail")
    }

    func canonical(_ hook: JSON) -> JSON { HookSchema.hook.canonical(Node(testing: hook)) ?? [:] }

    /// The process whose number the hook has written.
    func isAlive(_ name: String) throws -> Bool {
        let pid = try Files.readText(folder.path(name)).filter(\.isNumber)
        return Int32(pid).flatMap { Deployment.Process(pid: $0) }?.isAlive ?? false
    }

    /// As the engine gives it.
    private func seen(by step: HookStep) -> [String: String] {
        environment.filter { ["PATH", "HOME"].contains($0.key) || step.descriptor.environment.contains($0.key) }
    }
}

/// A clock that stands still, and whose pauses are over at once.
final class InstantClock: Clock {
    let now = ContinuousClock.now
    private let pauses = Mutex<[Duration]>([])

    var slept: [Duration] { pauses.withLock { $0 } }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        pauses.withLock { $0.append(now.duration(to: deadline)) }
    }
}
