/// Why an input of a step is another than before, told back to the first cause as far as the ledger reaches.
public struct Cause: Sendable, Hashable {
    public var change: Fingerprint.Change
    /// For an artifact: what made it.
    public var making: Making?

    public init(_ change: Fingerprint.Change, making: Making? = nil) {
        self.change = change
        self.making = making
    }

    /// The run that made an artifact another.
    public struct Making: Sendable, Hashable {
        public var plugin: String
        /// When it ended: RFC 3339, UTC.
        public var time: String?
        /// The parts of the artifact that are not what they were: `weights.sha256`.
        public var parts: [Fingerprint.Change]
        /// What had changed for that run.
        public var causes: [Cause]
    }
}
