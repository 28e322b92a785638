import Synchronization

@testable import RecuaCore

/// Counts the steps that are under way, and notes what must never be.
final class Traffic: Sendable {
    private struct State {
        var running: [PluginDescriptor.Work: Int] = [:]
        var started: [RandomProject.Place] = []
        var told: [RandomProject.Place: [String: String]] = [:]
        var startedAfterCancelling = 0
        var isCancelled = false
        var excess: [String] = []
    }

    private let limits: Limits
    private let state = Mutex(State())

    init(limits: Limits) { self.limits = limits }

    /// - Returns: how many had started before.
    func enter(
        _ place: RandomProject.Place, _ work: PluginDescriptor.Work, told: [ArtifactKind: StepFailure]
    ) -> Int {
        state.withLock { state in
            state.running[work, default: 0] += 1
            if state.isCancelled { state.startedAfterCancelling += 1 }
            if state.running[work, default: 0] > limits.limit(of: work) { state.excess.append("\(work)") }
            if state.running.values.reduce(0, +) > limits.total { state.excess.append("total") }
            state.told[place] = Dictionary(uniqueKeysWithValues: told.map { ($0.rawValue, $1.step) })
            defer { state.started.append(place) }
            return state.started.count
        }
    }

    func leave(_ work: PluginDescriptor.Work) { state.withLock { $0.running[work, default: 0] -= 1 } }

    func cancel() { state.withLock { $0.isCancelled = true } }

    /// Every step that ran, as often as it did.
    var started: [RandomProject.Place] { state.withLock { $0.started } }
    /// For each step that ran, what it was told had failed, by what was not made for it.
    var told: [RandomProject.Place: [String: String]] { state.withLock { $0.told } }
    /// The limits that did not hold at some moment.
    var excess: [String] { state.withLock { $0.excess } }
    /// Those that had been handed out before the run was cancelled may still start.
    var startedAfterCancelling: Int { state.withLock { $0.startedAfterCancelling } }
}
