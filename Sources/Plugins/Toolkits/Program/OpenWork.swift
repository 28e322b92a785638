import RecuaCore
import Synchronization

/// The requests that are being worked on, and how each is told to stop.
final class OpenWork: Sendable {
    private let stops = Mutex<[JSON: AsyncStream<Never>.Continuation]>([:])

    /// Notes that work on a request begins. Call in the order of the messages, so that a `cancel` finds it.
    ///
    /// - Returns: a stream that ends when the work is to stop.
    func begin(_ id: JSON) -> AsyncStream<Never> {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        stops.withLock { $0[id] = continuation }
        return stream
    }

    func end(_ id: JSON) { stops.withLock { _ = $0.removeValue(forKey: id) } }

    /// Tells the work on a request to stop; without one, that on all.
    func stop(_ id: JSON? = nil) {
        let stopping = stops.withLock { stops in stops.filter { id == nil || $0.key == id } }
        for continuation in stopping.values { continuation.finish() }
    }
}
