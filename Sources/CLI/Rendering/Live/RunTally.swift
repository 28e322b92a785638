import RecuaCore

/// Where a run stands, counted.
struct RunTally {
    enum State {
        case waiting, running, done, failed
        /// A step of it was cancelled or could not run, and none failed.
        case cut
    }

    private struct Stack {
        /// Steps that have not ended.
        var left = 0
        var running = 0
        var hasFailed = false
        var isCut = false

        var state: State {
            if hasFailed { return .failed }
            if isCut { return .cut }
            return left == 0 ? .done : running > 0 ? .running : .waiting
        }
    }

    /// Steps in all; zero when nobody said how many there are.
    private(set) var steps = 0
    /// Steps that have ended, fresh ones among them.
    private(set) var ended = 0
    /// Steps that run.
    private(set) var running: Set<Event.StepName> = []
    private var counts: [State: Int] = [:]
    private var stacks: [String: Stack] = [:]

    /// Stacks in this state.
    func stacks(_ state: State) -> Int { counts[state] ?? 0 }

    mutating func take(_ event: Event) {
        switch event {
        case .runStarted(let outline):
            steps = outline.steps.count
            for step in outline.steps { change(step.name.stack) { $0.left += 1 } }
        case .stepStarted(let name, _):
            if running.insert(name).inserted { change(name.stack) { $0.running += 1 } }
        case .stepFinished(let name, let result):
            ended += 1
            let ran = running.remove(name) != nil
            change(name.stack) { stack in
                stack.left -= 1
                if ran { stack.running -= 1 }
                if case .failed = result.outcome { stack.hasFailed = true }
                if !result.isGood { stack.isCut = true }
            }
        case .stepProgress, .stepLog, .runFinished: break
        }
    }

    private mutating func change(_ name: String, _ body: (inout Stack) -> Void) {
        if let before = stacks[name]?.state { counts[before, default: 0] -= 1 }
        body(&stacks[name, default: Stack()])
        if let after = stacks[name]?.state { counts[after, default: 0] += 1 }
    }

    /// `2031 of 5000 steps`; nil when nobody said how many there are.
    var stepsText: String? { steps > 0 ? "\(ended) of \(Quantity.count(steps, "step"))" : nil }

    /// `400 stacks done, 3 failed, 8 running, 589 waiting`.
    var stacksText: String {
        let others: [(State, String)] = [
            (.failed, "failed"), (.cut, "not finished"), (.running, "running"), (.waiting, "waiting"),
        ]
        let rest = others.filter { stacks($0.0) > 0 }.map { "\(stacks($0.0)) \($0.1)" }
        return (["\(Quantity.count(stacks(.done), "stack")) done"] + rest).joined(separator: ", ")
    }
}
