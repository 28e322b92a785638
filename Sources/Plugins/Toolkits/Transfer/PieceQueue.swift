import Synchronization

/// Deals out the missing parts of a file, the first ones first, so that what is hashed in order is never far behind.
final class PieceQueue: Sendable {
    private let total: Int64
    private let sizes: PartSizes
    private struct State {
        /// There, or dealt out.
        var taken: Extents
        /// Dealt out before, and given back.
        var returned: [Range<Int64>] = []
    }

    private let state: Mutex<State>

    init(total: Int64, present: Extents, sizes: PartSizes) {
        self.total = total
        self.sizes = sizes
        state = Mutex(State(taken: present))
    }

    /// The next part, smaller towards the end, so that all connections end together and little is left to hash then.
    ///
    /// - Parameter connections: how many share the work.
    /// - Returns: nil when all is dealt out.
    func next(among connections: Int) -> Range<Int64>? {
        state.withLock { state in
            if let first = state.returned.min(by: { $0.lowerBound < $1.lowerBound }) {
                state.returned.removeAll { $0 == first }
                return first
            }
            guard let gap = state.taken.firstGap(upTo: total) else { return nil }
            let share = (total - state.taken.count) / Int64(4 * max(1, connections))
            let size = min(max(share, sizes.smallest), sizes.largest)
            let piece = gap.lowerBound..<min(gap.upperBound, gap.lowerBound + size)
            state.taken.insert(piece)
            return piece
        }
    }

    /// Takes a part that is on its way already.
    func take(_ piece: Range<Int64>) { state.withLock { $0.taken.insert(piece) } }

    /// Takes back what is left of a part: somebody else gets it next.
    func giveBack(_ rest: Range<Int64>) {
        guard !rest.isEmpty else { return }
        state.withLock { $0.returned.append(rest) }
    }

    var isEmpty: Bool { state.withLock { $0.returned.isEmpty && $0.taken.firstGap(upTo: total) == nil } }
}
