/// A step on record, without what only planning needs.
public struct PastStep: Sendable, Hashable {
    public var run: Int64
    public var stack: String
    public var plugin: String
    public var kind: ArtifactKind
    public var status: StepRecord.Status
    public var artifact: JSON?
    public var error: String?
    /// Why it ran, in sentences.
    public var reasons: [String]
    /// The file with what it logged, relative to `.recua`.
    public var log: String?
    /// RFC 3339, UTC.
    public var started: String
    public var ended: String?
    /// When it was taken down.
    public var destroyed: String?

    /// How it ended, whatever was taken down later: what has left no outcome at all counts as ``StepRecord/Status/begun``.
    public var ending: StepRecord.Status {
        guard status == .destroyed else { return status }
        if error != nil { return .failed }
        return artifact == nil ? .begun : .done
    }

    /// How long it ran; nil while it has no end on record.
    public var duration: Duration? { ended.flatMap { Timestamp.duration(from: started, to: $0) } }
}
