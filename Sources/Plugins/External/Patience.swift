/// How long a request may take.
struct Patience: Sendable, Hashable {
    /// Without a message about it.
    var idle: Duration
    /// In all, whatever is said about it.
    var total: Duration

    /// The same for both.
    init(_ limit: Duration) { (idle, total) = (limit, limit) }

    init(idle: Duration, total: Duration) { (self.idle, self.total) = (idle, total) }

    /// As people say it.
    static func text(_ limit: Duration) -> String {
        let seconds = limit.components.seconds
        if seconds >= 7200, seconds % 3600 == 0 { return "\(seconds / 3600) hours" }
        return seconds >= 120 && seconds % 60 == 0 ? "\(seconds / 60) minutes" : "\(limit)"
    }
}
