import RecuaCore
import Synchronization
import SystemPackage

/// What happens, as JSON lines for other programs. The first line names the format's version; each has its number, its
/// time and, once there is one, the number of the run.
final class EventLines: Sendable {
    /// The number before the dot is raised when a key changes its meaning or goes.
    static let schema = "1.2"

    private struct State {
        var sequence: Int64 = 0
        var run: Int64?
        var isBroken = false
        var hasEnd = false
        /// The steps whose end has its line.
        var ended: Set<Event.StepName> = []
    }

    private let file: LineFile
    private let isForRunner: Bool
    private let onFailure: @Sendable (any Error) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - isForRunner: true where the runner of GitHub Actions may read them, which looks for commands.
    ///   - onFailure: called once, when a line cannot be written. None is written after it: readers would find one that
    ///     begins in the middle.
    init(
        to file: FileDescriptor, isForRunner: Bool = false, onFailure: @escaping @Sendable (any Error) -> Void
    ) {
        self.file = LineFile(file)
        self.isForRunner = isForRunner
        self.onFailure = onFailure
        write(["type": "version", "schema": .string(Self.schema), "recua": .string(Recua.version)])
    }

    /// True once the run has ended.
    var hasEnd: Bool { state.withLock { $0.hasEnd } }

    func receive(_ event: Event) {
        switch event {
        case .runStarted(let outline): state.withLock { $0.run = outline.run }
        case .stepFinished(let name, _): state.withLock { _ = $0.ended.insert(name) }
        case .runFinished(let result):
            complete(result)
            state.withLock { $0.hasEnd = true }
        case .stepStarted, .stepProgress, .stepLog: break
        }
        write(event.json)
    }

    /// The whole of a run that had nothing to do, unless the run has told itself.
    func conclude(_ result: RunResult, of command: String) {
        guard !hasEnd else { return }
        receive(.runStarted(RunOutline(freshResult: result, command: command)))
        receive(.runFinished(result))
    }

    /// Every step that the end of the run counts has its line: those too that the run never came to.
    private func complete(_ result: RunResult) {
        let untold = state.withLock { state in result.steps.filter { state.ended.insert($0.name).inserted } }
        for step in untold { write(Event.stepFinished(step.name, step).json) }
    }

    func report(_ diagnostic: Diagnostic) {
        write(diagnostic.json.object.map { .object($0.merging(["type": "diagnostic"]) { $1 }) } ?? .null)
    }

    func say(_ text: String) { write(["type": "message", "text": .string(text)]) }

    private func write(_ json: JSON) {
        let failure: (any Error)? = state.withLock { state in
            guard !state.isBroken else { return nil }
            var line = json
            line["sequence"] = .integer(state.sequence)
            line["time"] = .string(Timestamp.now())
            if let run = state.run { line["run"] = .integer(run) }
            do {
                let text = isForRunner ? GitHubCommand.inert(json: line.text()) : line.text()
                try file.add(Array((text + "\n").utf8))
                state.sequence += 1
                return nil
            } catch {
                state.isBroken = true
                return error
            }
        }
        if let failure { onFailure(failure) }
    }
}

extension RunOutline {
    /// Of a run that is not recorded.
    fileprivate init(freshResult result: RunResult, command: String) {
        let steps = result.steps.map { step in
            if case .fresh = step.outcome { Step(step.name, isFresh: true) } else { Step(step.name) }
        }
        self.init(run: nil, command: command, steps: steps)
    }
}
