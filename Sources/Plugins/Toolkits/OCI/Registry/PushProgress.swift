import RecuaCore
import Synchronization

/// How far each of several blobs is.
final class PushProgress: Sendable {
    private let counts = Mutex<[Digest: Int64]>([:])
    private let total: Int64
    private let report: @Sendable (Int64, Int64) -> Void

    init(total: Int64, report: @escaping @Sendable (Int64, Int64) -> Void) {
        self.total = total
        self.report = report
    }

    func set(_ digest: Digest, _ count: Int64) {
        let done = counts.withLock { counts in
            counts[digest] = count
            return counts.values.reduce(0, +)
        }
        report(min(done, total), total)
    }
}
