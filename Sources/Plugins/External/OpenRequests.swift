import RecuaCore
import Synchronization

/// The requests of one process that wait for their answers.
final class OpenRequests: Sendable {
    typealias Continuation = CheckedContinuation<JSON, any Error>

    private struct Request {
        let continuation: Continuation
        let listener: Listener
        /// False when the program went before it could be told.
        var isSent = true
        /// Messages about this request so far.
        var heard = 0
        /// Why it was told to stop, if it was.
        var reason: (any Error)?
        /// True when it fails for that reason whatever it comes to.
        var isLost = false

        /// What was done counts, so that nothing gets lost; that it was to stop is not passed over.
        func tellOfReason() {
            guard let reason = reason as? Diagnostic else { return }
            listener.host?.log("\(reason.message); the answer that came then counts all the same", level: .warning)
        }
    }

    private struct State {
        var nextID: Int64 = 1
        var open: [Int64: Request] = [:]
        /// Who heard the request that was answered last.
        var last: Listener?
        var over: Diagnostic?
    }

    private let state = Mutex(State())

    func newID() -> Int64 {
        state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
    }

    /// - Returns: false when the process is over; the continuation has been resumed with ``NeverAsked`` then.
    func add(_ id: Int64, _ continuation: Continuation, _ listener: Listener) -> Bool {
        let over = state.withLock { state in
            if state.over == nil { state.open[id] = Request(continuation: continuation, listener: listener) }
            return state.over
        }
        if let over { continuation.resume(throwing: NeverAsked(incident: over)) }
        return over == nil
    }

    /// - Returns: false when there is no such request, or no longer.
    func settle(_ id: Int64, _ result: Result<JSON, any Error>) -> Bool {
        let settled = state.withLock { state -> Request? in
            let request = state.open.removeValue(forKey: id)
            if let listener = request?.listener, listener.host != nil { state.last = listener }
            return request
        }
        guard let request = settled else { return false }
        switch result {
        case .success where request.isLost: request.continuation.resume(throwing: request.reason ?? CancellationError())
        case .success(let value):
            request.tellOfReason()
            request.continuation.resume(returning: value)
        case .failure(let error): request.continuation.resume(throwing: request.reason ?? error)
        }
        return true
    }

    /// Notes why a request is to stop: the error that its caller gets, unless it succeeds all the same.
    ///
    /// - Parameter isLost: true when its success is not believed.
    /// - Returns: false when it is not open, or was told before.
    func stop(_ id: Int64, because reason: any Error, isLost: Bool = false) -> Bool {
        state.withLock { state in
            guard var request = state.open[id], !request.isLost else { return false }
            let isFirst = request.reason == nil
            if isFirst || isLost { (request.reason, request.isLost) = (reason, isLost) }
            state.open[id] = request
            return isFirst
        }
    }

    /// Notes that the program cannot be told of a request any more: it fails with ``NeverAsked`` when the process is over.
    func keepUnsent(_ id: Int64) { state.withLock { $0.open[id]?.isSent = false } }

    /// Fails everything that is open, and everything that will be asked.
    ///
    /// - Returns: false when nothing was open that the program had been told of.
    func end(with incident: Diagnostic) -> Bool {
        let open = state.withLock { state in
            defer { (state.open, state.over) = ([:], incident) }
            return state.open
        }
        for request in open.values {
            let failure: any Error = request.isSent ? incident : NeverAsked(incident: incident)
            request.continuation.resume(throwing: request.reason ?? failure)
        }
        return open.values.contains(where: \.isSent)
    }

    /// Counts a message about the request.
    func hear(_ id: Int64) { state.withLock { $0.open[id]?.heard += 1 } }

    func heard(_ id: Int64) -> Int { state.withLock { $0.open[id]?.heard ?? 0 } }

    func isOpen(_ id: Int64) -> Bool { state.withLock { $0.open[id] != nil } }

    /// True when the id was given out, whether its answer has come or not.
    func wasAsked(_ id: Int64) -> Bool { state.withLock { (1..<$0.nextID).contains(id) } }

    /// Who hears about request `id`; without one, the request that has been open longest.
    func listener(_ id: Int64?) -> Listener? {
        state.withLock { state in
            if let id { return state.open[id]?.listener }
            let oldest = state.open.filter { $0.value.listener.host != nil }.min { $0.key < $1.key }?.value.listener
            return oldest ?? state.last
        }
    }

    /// The stacks that requests are open for, by name.
    var stacks: [String] { state.withLock { Set($0.open.values.compactMap(\.listener.stack)).sorted() } }
}
