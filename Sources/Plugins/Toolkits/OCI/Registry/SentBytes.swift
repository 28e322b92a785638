import Synchronization

/// How many bytes of a blob are on their way; tells it on.
final class SentBytes: Sendable {
    private let state = Mutex<Int64>(0)
    private let report: @Sendable (Int64) -> Void

    init(_ report: @escaping @Sendable (Int64) -> Void) { self.report = report }

    var count: Int64 {
        get { state.withLock { $0 } }
        set {
            state.withLock { $0 = newValue }
            report(newValue)
        }
    }

    func add(_ bytes: Int) {
        let count = state.withLock { count in
            count += Int64(bytes)
            return count
        }
        report(count)
    }
}
