internal import AsyncHTTPClient
internal import RecuaProcess
internal import Synchronization

/// Keeps the engine: starts it when a request needs it, and stops it when none has come for a while.
///
/// The engine lives inside ``run()``: when that ends, the engine has ended.
final class EngineKeeper: Sendable {
    enum Phase: String, Sendable { case stopped, starting, ready, busy, ending }

    private struct State {
        var phase = Phase.stopped
        var port = 0
        var lastUse = ContinuousClock.now
        /// The one request that waits for the engine; others wait at the turnstile.
        var waiting: CheckedContinuation<Void, any Error>?
        var isClosed = false
        var stop: AsyncStream<Void>.Continuation?
    }

    let launch: @Sendable (_ port: Int) -> Command
    private let idle: Duration
    let log: EngineLog
    let client: HTTPClient
    let onStart: @Sendable (Int32) -> Void
    private let state = Mutex(State())
    private let demands: AsyncStream<Void>
    private let demand: AsyncStream<Void>.Continuation

    init(
        launch: @escaping @Sendable (_ port: Int) -> Command, idle: Duration, log: EngineLog, client: HTTPClient,
        onStart: @escaping @Sendable (Int32) -> Void
    ) {
        self.launch = launch
        self.idle = idle
        self.log = log
        self.client = client
        self.onStart = onStart
        (demands, demand) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var phase: Phase { state.withLock(\.phase) }

    /// Where the engine listens, between ``acquire()`` and ``release()``.
    var port: Int { state.withLock(\.port) }

    /// Returns once the engine is ready, which then stays until ``release()``. One caller at a time.
    ///
    /// - Throws: ``EngineFailure`` when it ends before it is ready.
    func acquire() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let answer: Result<Void, any Error>? = state.withLock { state in
                if state.isClosed { return .failure(EngineFailure.stopped) }
                if state.phase == .ready {
                    state.phase = .busy
                    return .success(())
                }
                state.waiting = continuation
                return nil
            }
            if let answer { continuation.resume(with: answer) } else { demand.yield() }
        }
    }

    func release() {
        state.withLock { state in
            if state.phase == .busy { state.phase = .ready }
            state.lastUse = .now
        }
    }

    /// Ends the engine, whatever it does. Whoever waits for it gets ``EngineFailure/stopped``.
    func stop() {
        let waiting = state.withLock { state in
            state.stop?.yield()
            if state.stop != nil { state.phase = .ending }
            return state.waiting.take()
        }
        waiting?.resume(throwing: EngineFailure.stopped)
    }

    /// Ends the engine for good: nobody gets it any more, and ``run()`` returns when it has ended.
    func close() {
        state.withLock { $0.isClosed = true }
        stop()
        demand.finish()
    }

    /// Serves until closed or cancelled.
    func run() async {
        for await _ in demands {
            guard state.withLock({ $0.waiting != nil }) else { continue }
            await live()
        }
        let left = state.withLock { state in
            state.isClosed = true
            return state.waiting.take()
        }
        left?.resume(throwing: EngineFailure.stopped)
    }

    // MARK: - What one life of the engine tells

    /// - Returns: the wish that it be stopped.
    func began() -> AsyncStream<Void> {
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        state.withLock { state in
            state.phase = .starting
            state.stop = stop
        }
        return stops
    }

    func isReady(on port: Int) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard state.phase == .starting else { return nil }
            state.port = port
            state.lastUse = .now
            state.phase = state.waiting == nil ? .ready : .busy
            return state.waiting.take()
        }
        waiting?.resume()
    }

    /// - Returns: how long the engine may stay yet, or nil when its time is over and it takes no more requests.
    func timeLeft() -> Duration? {
        state.withLock { state in
            guard state.phase == .ready else { return idle }
            let left = state.lastUse + idle - .now
            if left > .zero { return left }
            state.phase = .ending
            return nil
        }
    }

    /// - Parameter failure: why, for the request that waits.
    func isEnding(_ failure: EngineFailure) {
        let waiting = state.withLock { state in
            defer { (state.phase, state.stop) = (.ending, nil) }
            // Who came after an engine's last moment waits for the next one.
            return state.phase == .starting ? state.waiting.take() : nil
        }
        waiting?.resume(throwing: failure)
    }

    func ended() { state.withLock { $0.phase = .stopped } }
}
