/// What a smoke test found.
public struct Report: Artifact, Hashable {
    public static let kind = ArtifactKind.report

    /// One case: what was sent, what came back, how fast.
    public struct Case: Codable, Sendable, Hashable {
        /// As the manifest has it, or the question itself.
        public var name: String
        /// True when all that was expected held.
        public var passed: Bool
        /// What was expected and did not hold, a sentence each. Empty when it passed.
        public var failures: [String]
        /// The answer's text, cut to 2,000 characters.
        public var answer: String?
        /// HTTP status of the last attempt; nil when no answer came.
        public var status: Int?
        /// How often it was sent.
        public var attempts: Int
        /// Seconds from the first byte sent to the last byte received.
        public var duration: Double
        /// Seconds to the first content of a streamed answer.
        public var timeToFirstToken: Double?
        /// Generated tokens a second after the first, from the server's own count.
        public var tokensPerSecond: Double?
        /// True when ``tokensPerSecond`` was measured by the clock, network included, since the server told no speed.
        public var isRateByClock: Bool?
        /// Tokens of the question, as the server counted them.
        public var promptTokens: Int?
        /// Tokens of the answer, as the server counted them.
        public var completionTokens: Int?

        public init(name: String, passed: Bool, failures: [String] = [], attempts: Int = 1, duration: Double) {
            self.name = name
            self.passed = passed
            self.failures = failures
            self.attempts = attempts
            self.duration = duration
        }
    }

    /// What was tested.
    public var url: String
    /// In the order in which they ran.
    public var cases: [Case]
    /// Seconds from the first request to a healthy server, when the server had to be started for it.
    public var coldStart: Double?

    public init(url: String, cases: [Case], coldStart: Double? = nil) {
        self.url = url
        self.cases = cases
        self.coldStart = coldStart
    }

    /// True when every case did.
    public var passed: Bool { cases.allSatisfy(\.passed) }
}
