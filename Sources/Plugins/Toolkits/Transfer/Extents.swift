/// Which stretches of a file are there: in order, apart from each other.
struct Extents: Sendable, Hashable {
    private(set) var ranges: [Range<Int64>] = []

    init() {}

    /// In bytes.
    var count: Int64 { ranges.reduce(0) { $0 + Int64($1.count) } }

    /// Where the unbroken beginning of the file ends; 0 when its first byte is missing.
    var frontier: Int64 { ranges.first.flatMap { $0.lowerBound == 0 ? $0.upperBound : nil } ?? 0 }

    /// The first stretch below `total` that is missing.
    func firstGap(upTo total: Int64) -> Range<Int64>? {
        let start = frontier
        guard start < total else { return nil }
        let next = ranges.first { $0.lowerBound > start }?.lowerBound ?? total
        return start..<min(next, total)
    }

    /// Where the stretch ends that holds the byte before `offset` or begins there; `offset` when there is none.
    func end(of offset: Int64) -> Int64 {
        ranges.first { $0.lowerBound <= offset && offset <= $0.upperBound }?.upperBound ?? offset
    }

    /// Adds a stretch; what it touches grows together.
    mutating func insert(_ range: Range<Int64>) {
        guard !range.isEmpty else { return }
        let first = ranges.firstIndex { $0.upperBound >= range.lowerBound } ?? ranges.endIndex
        let end = ranges[first...].firstIndex { $0.lowerBound > range.upperBound } ?? ranges.endIndex
        let touched = ranges[first..<end]
        let lower = min(range.lowerBound, touched.first?.lowerBound ?? range.lowerBound)
        let upper = max(range.upperBound, touched.last?.upperBound ?? range.upperBound)
        ranges.replaceSubrange(first..<end, with: [lower..<upper])
    }
}
