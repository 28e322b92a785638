public import RecuaCore

/// What must hold of the answer. What is not written is not asked, but for the status, which is 200.
public struct SmokeExpectation: Codable, Sendable, Hashable {
    /// A range of whole numbers, open where an end is missing.
    public struct Count: Codable, Sendable, Hashable {
        public var min: Int?
        public var max: Int?

        public init(min: Int? = nil, max: Int? = nil) {
            self.min = min
            self.max = max
        }
    }

    public struct Longest: Codable, Sendable, Hashable {
        public var max: TimeSpan
    }

    public struct Rate: Codable, Sendable, Hashable {
        public var min: Double
    }

    public var status: Int?
    /// All of them, with upper and lower case told apart.
    public var contains: OneOrMany?
    public var notContains: OneOrMany?
    /// A regular expression that some part of the answer matches.
    public var matches: String?
    /// The whole answer, white space at its ends aside.
    public var equals: String?
    /// The answer is JSON, and fits this JSON Schema.
    public var json: JSON?
    /// One of them.
    public var finishReason: OneOrMany?
    /// Generated tokens.
    public var tokens: Count?
    /// Every repetition gives the same answer.
    public var identical: Bool?
    public var similarity: [SimilarityRule]?
    /// The length of each embedding.
    public var dimensions: Int?
    public var timeToFirstToken: Longest?
    public var tokensPerSecond: Rate?
    public var total: Longest?

    public init() {}
}
