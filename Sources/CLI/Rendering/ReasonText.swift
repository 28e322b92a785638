import RecuaCore

/// Why a step must run, as a person reads it.
enum ReasonText {
    /// The reason of a step, which may know more of it.
    static func text(_ reason: Plan.Reason, of step: Plan.Step) -> String {
        // What was taken down has run.
        if case .neverRun = reason, step.provider.descriptor.work == .effect { return "nothing of it stands" }
        guard case .unfinished = reason, let attempt = step.attempt else { return text(reason) }
        let ending =
            attempt.status == .cancelled ? "was cancelled" : attempt.status == .begun ? "was cut off" : "failed"
        return "its last try \(ending) in run \(attempt.run): see `recua history \(attempt.run)`"
    }

    static func text(_ reason: Plan.Reason) -> String {
        switch reason {
        case .neverRun: "it has not run yet"
        case .failed(let failure):
            "it \(failure.error == nil ? "was cancelled" : "failed") in run \(failure.run): see `recua history \(failure.run)`"
        case .changed(let change): ChangeText.text(change)
        case .lost(let what): what
        case .interrupted: "its last run was cut off; what that left behind is looked at first"
        case .drifted(let difference): "\(difference)"
        case .unfinished: "its last try did not end well"
        case .asked: "it is asked for"
        case .always: "it runs each time"
        case .precedes(let kind): "it stands before the \(kind), which is about to be made"
        }
    }
}
