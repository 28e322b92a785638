import RecuaCore

/// How steps are run, as a value.
struct RunSettings {
    /// nil for the limits of each class of work.
    var jobs: Int?
    var failsFast = false
    var waits = false
    /// Where events are written to as well.
    var events: String?
    var isOffline = false
    /// A saved plan, to be carried out as it is or not at all.
    var approval: Engine.Approval?
    /// How the run shows itself; nil for what fits the place.
    var progress: ProgressMode?
    /// Whether the world is asked first what became of what stands.
    var refreshes = false
}
