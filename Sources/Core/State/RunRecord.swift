/// One execution of a plan.
public struct RunRecord: Sendable, Hashable, Codable {
    /// How a run ended.
    public enum Outcome: String, Sendable, Hashable, Codable {
        case succeeded, failed, cancelled
        /// Has no end on record: under way, or the process died.
        case open
    }

    public var id: Int64
    public var command: String
    public var outcome: Outcome
    /// RFC 3339, UTC.
    public var started: String
    public var ended: String?
    public var author: RunAuthor
}
