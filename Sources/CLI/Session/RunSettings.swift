/// How steps are run, as a value.
struct RunSettings {
    /// nil for the limits of each class of work.
    var jobs: Int?
    var failsFast = false
    var waits = false
    /// Where events are written to as well.
    var events: String?
    var isOffline = false
}
