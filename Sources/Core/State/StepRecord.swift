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
    /// Of the fingerprint, an object.
    var components: UnreadJSON
    var sectionsText: UnreadJSON
    /// The stack as it was, for undoing an effect after the manifest has changed.
    public var facts: StackFacts
    var artifactText: UnreadJSON?
    public var error: String?
    /// RFC 3339, UTC.
    public var started: String
    public var ended: String?
    /// Why it ran, in sentences; empty for a record of a build that did not keep it yet.
    public var reasons: [String] = []
    /// The file with what it logged, relative to `.recua`; nil when there is none.
    public var log: String?
}

// Read each time: of a thousand stacks that are up to date, hardly any is looked into.
extension StepRecord {
    public var fingerprint: Fingerprint {
        get { (try? Fingerprint(parsing: components.text)) ?? Fingerprint(components: [:]) }
        set { components = UnreadJSON(newValue.json) }
    }

    /// The canonical sections the step ran with, secrets as references.
    public var sections: JSON {
        get { sectionsText.value }
        set { sectionsText = UnreadJSON(newValue) }
    }

    public var artifact: JSON? {
        get { artifactText?.value }
        set { artifactText = newValue.map { UnreadJSON($0) } }
    }

    init(
        id: Int64, run: Int64, stack: String, plugin: String, kind: ArtifactKind, status: Status, isEffect: Bool,
        token: String, fingerprint: Fingerprint, sections: JSON, facts: StackFacts, artifact: JSON? = nil,
        error: String? = nil, started: String, ended: String? = nil, reasons: [String] = [], log: String? = nil
    ) {
        self.init(
            id: id, run: run, stack: stack, plugin: plugin, kind: kind, status: status, isEffect: isEffect,
            token: token, components: UnreadJSON(fingerprint.json), sectionsText: UnreadJSON(sections), facts: facts,
            artifactText: artifact.map { UnreadJSON($0) }, error: error, started: started, ended: ended,
            reasons: reasons, log: log)
    }
}
