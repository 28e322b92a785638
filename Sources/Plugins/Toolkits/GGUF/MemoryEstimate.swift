/// How much memory serving a model takes, in bytes. An upper bound for models with sliding windows or state spaces.
public struct MemoryEstimate: Codable, Sendable, Hashable {
    /// Tokens.
    public var context: Int64
    public var weights: Int64
    /// Keys and values of the context, at 16 bits a number.
    public var keyValueCache: Int64
    public var compute: Int64
    /// The server itself, and the adapter in front of it.
    public var engine: Int64
    /// All of them and a tenth more.
    public var total: Int64

    init(_ facts: WeightsFacts, context: Int64) {
        let context = min(max(1, context), 1 << 24)
        self.context = context
        weights = facts.size
        keyValueCache = MemoryEstimate.bounded(Double(facts.keyValueBytesPerToken) * Double(context))
        // One row of logits and a few of activations for each token of a batch of 512, at four bytes.
        let vocabulary = Double(facts.vocabulary ?? 32_000)
        compute = MemoryEstimate.bounded(512 * 4 * (vocabulary + 4 * Double(facts.embeddingLength ?? 2048)))
        engine = 276 << 20
        let sum = Double(weights) + Double(keyValueCache) + Double(compute) + Double(engine)
        total = MemoryEstimate.bounded(sum * 1.1)
    }

    /// Headers are claims: an absurd one gives an absurd number, not a trap.
    private static func bounded(_ bytes: Double) -> Int64 { Int64(exactly: bytes.rounded(.up)) ?? .max }
}

extension WeightsFacts {
    /// Bytes of key-value cache that one token of context takes, over all layers, at 16 bits a number.
    public var keyValueBytesPerToken: Int64 {
        let bytes = 2 * cachedHeads * (headLength(keyLength) + headLength(valueLength))
        return bytes < 1e15 ? Int64(bytes) : .max
    }

    /// What serving it with so many tokens of context takes.
    public func memory(context: Int64) -> MemoryEstimate { MemoryEstimate(self, context: context) }

    /// Key-value heads, summed over the layers.
    private var cachedHeads: Double {
        let layers = Double(max(0, blocks ?? 0))
        if keyValueHeads.count > 1 { return keyValueHeads.reduce(0) { $0 + Double(max(0, $1)) } }
        return layers * Double(max(0, keyValueHeads.first ?? 0))
    }

    private func headLength(_ own: Int64?) -> Double {
        if let own { return Double(max(0, own)) }
        guard let heads = heads.max(), heads > 0 else { return 0 }
        return Double(max(0, embeddingLength ?? 0)) / Double(heads)
    }
}
