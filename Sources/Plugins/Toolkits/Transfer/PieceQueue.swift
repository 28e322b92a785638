import Synchronization

/// Deals out the missing parts of a file, the first ones first, so that what is hashed in order is never far behind.
final class PieceQueue: Sendable {
    private let total: Int64
    private let sizes: PartSizes
    /// There, or dealt out.
    private let taken: Mutex<Extents>

    init(total: Int64, present: Extents, sizes: PartSizes) {
        self.total = total
        self.sizes = sizes
        taken = Mutex(present)
    }

    /// The next part, smaller towards the end, so that all connections end together and little is left to hash then.
    ///
    /// - Parameter connections: how many share the work.
    /// - Returns: nil when all is dealt out.
    func next(among connections: Int) -> Range<Int64>? {
        taken.withLock { taken in
            guard let gap = taken.firstGap(upTo: total) else { return nil }
            let share = (total - taken.count) / Int64(4 * max(1, connections))
            let size = min(max(share, sizes.smallest), sizes.largest)
            let piece = gap.lowerBound..<min(gap.upperBound, gap.lowerBound + size)
            taken.insert(piece)
            return piece
        }
    }

    /// Takes a part that is on its way already.
    func take(_ piece: Range<Int64>) { taken.withLock { $0.insert(piece) } }

    var isEmpty: Bool { taken.withLock { $0.firstGap(upTo: total) == nil } }
}
