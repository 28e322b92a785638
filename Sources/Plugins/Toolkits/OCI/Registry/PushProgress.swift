import RecuaCore
import Synchronization

/// How far each of several blobs is.
final class PushProgress: Sendable {
    private let counts = Mutex<[Digest: Int64]>([:])
    private let total: Int64
    private let report: @Sendable (Int64, Int64) -> Void

    /// - Parameter report: told one sum after the other, in the order in which they were true: the last one is the last.
    init(total: Int64, report: @escaping @Sendable (Int64, Int64) -> Void) {
        self.total = total
        self.report = report
    }

    func set(_ digest: Digest, _ count: Int64) {
        counts.withLock { counts in
            counts[digest] = count
            report(min(counts.values.reduce(0, +), total), total)
        }
    }
}
