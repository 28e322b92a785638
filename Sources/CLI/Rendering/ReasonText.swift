import RecuaCore

/// Why a step must run, as a person reads it.
enum ReasonText {
    /// The reason of a step, which may know more of it.
    static func text(_ reason: Plan.Reason, of step: Plan.Step) -> String {
        // What was taken down has run.
        if case .neverRun = reason, step.provider.descriptor.work == .effect { return "nothing of it stands" }
        guard let attempt = step.attempt else { return text(reason) }
        let ending = "\(ending(of: attempt)) in run \(attempt.run): see `recua history \(attempt.run)`"
        return switch reason {
        case .interrupted where attempt.isRestored: "\(StepRecord.restored); whether it still stands is looked at first"
        case .unfinished: "its last try \(ending)"
        case .removing: "taking it down \(ending); what is left of it is looked at first"
        default: text(reason)
        }
    }

    /// `was cut off`
    static func ending(of attempt: StepRecord) -> String {
        switch attempt.status {
        case .begun: "was cut off"
        case .cancelled: "was cancelled"
        case .failed, .done, .destroyed: "failed"
        }
    }

    static func text(_ reason: Plan.Reason) -> String {
        switch reason {
        case .neverRun: "it has not run yet"
        case .failed(let failure):
            "it \(failure.error == nil ? "was cancelled" : "failed") in run \(failure.run): see `recua history \(failure.run)`"
        case .changed(let change): ChangeText.text(change)
        case .lost(let what): what
        case .interrupted: "its last run was cut off; what that left behind is looked at first"
        case .removing: "it was being taken down; what is left of it is looked at first"
        case .drifted(let difference): "\(difference)"
        case .unfinished: "its last try did not end well"
        case .asked: "it is asked for"
        case .always: "it runs each time"
        case .precedes(let kind): "it stands before the \(kind), which is about to be made"
        }
    }
}
