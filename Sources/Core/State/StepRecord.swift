/// A step that was run: what went in, what came out.
public struct StepRecord: Sendable, Hashable {
    /// How a step ended.
    public enum Status: String, Sendable, Hashable, Codable {
        /// An effect whose outcome is not known: it is under way, or the process died.
        case begun
        case done, failed, cancelled
        /// An effect that was undone.
        case destroyed
    }

    public var id: Int64
    public var run: Int64
    public var stack: String
    public var plugin: String
    public var kind: ArtifactKind
    public var status: Status
    public var isEffect: Bool
    public var token: String
    public var fingerprint: Fingerprint
    /// The canonical sections the step ran with, secrets as references.
    public var sections: JSON
    /// The stack as it was, for undoing an effect after the manifest has changed.
    public var facts: StackFacts
    public var artifact: JSON?
    public var error: String?
    /// RFC 3339, UTC.
    public var started: String
    public var ended: String?
    /// Why it ran, in sentences; empty for a record of a build that did not keep it yet.
    public var reasons: [String] = []
    /// The file with what it logged, relative to `.recua`; nil when there is none.
    public var log: String?
}
