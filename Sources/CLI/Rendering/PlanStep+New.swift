import RecuaCore

extension Plan.Step {
    /// True when there is nothing yet of the step, nor of what it stands by for.
    var isNew: Bool { if case .standby = state { record == nil } else { reasons == [.neverRun] } }
}
