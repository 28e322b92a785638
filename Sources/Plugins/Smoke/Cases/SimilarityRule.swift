/// How near two embeddings are to each other, by the cosine of the angle between them; texts count from 0.
///
/// Either `closer` and `than`, two pairs of which the first is nearer, or `pair` with its bounds.
public struct SimilarityRule: Codable, Sendable, Hashable {
    public var closer: [Int]?
    public var than: [Int]?
    public var pair: [Int]?
    public var min: Double?
    public var max: Double?

    public init(closer: [Int], than: [Int]) {
        self.closer = closer
        self.than = than
    }

    public init(pair: [Int], min: Double? = nil, max: Double? = nil) {
        self.pair = pair
        self.min = min
        self.max = max
    }

    /// Every index that the rule names, with the key it stands under.
    var indices: [(key: String, value: [Int])] {
        [("closer", closer), ("than", than), ("pair", pair)].compactMap { key, value in value.map { (key, $0) } }
    }

    /// True when it is one of the two forms and not both.
    var isComplete: Bool {
        if pair != nil { return closer == nil && than == nil && (min != nil || max != nil) }
        return closer != nil && than != nil && min == nil && max == nil
    }

    /// What does not hold of `vectors`, as a sentence; nil when the rule holds.
    ///
    /// Indices out of range do not hold.
    func failure(of vectors: [[Double]]) -> String? {
        if let closer, let than {
            guard let near = similarity(closer, vectors), let far = similarity(than, vectors) else { return missing }
            return near > far
                ? nil
                : "expected texts \(closer) nearer to each other than \(than), found \(rounded(near)) and \(rounded(far))"
        }
        guard let pair, let found = similarity(pair, vectors) else { return missing }
        if let min, found < min {
            return "expected texts \(pair) to be at least \(min) alike, found \(rounded(found))"
        }
        if let max, found > max {
            return "expected texts \(pair) to be at most \(max) alike, found \(rounded(found))"
        }
        return nil
    }

    private var missing: String { "expected an embedding for each text that `similarity` names, found fewer" }

    private func similarity(_ pair: [Int], _ vectors: [[Double]]) -> Double? {
        guard pair.count == 2, pair.allSatisfy(vectors.indices.contains) else { return nil }
        return Self.cosine(vectors[pair[0]], vectors[pair[1]])
    }

    /// Between -1 and 1; nil for vectors of different length, or without a direction.
    static func cosine(_ a: [Double], _ b: [Double]) -> Double? {
        guard a.count == b.count else { return nil }
        let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        let lengths = length(a) * length(b)
        return lengths > 0 ? product / lengths : nil
    }

    private static func length(_ vector: [Double]) -> Double {
        vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    private func rounded(_ number: Double) -> String { Amount.decimal(number, places: 3) }
}
