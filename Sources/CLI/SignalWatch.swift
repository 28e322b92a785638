// Dispatch sources may be used from any thread, but are not marked `Sendable`.
@preconcurrency import Dispatch
import Glibc
import Synchronization

/// The signals that ask a process to end, while this lives.
///
/// The first is an element of ``first``; the second ends the process from the handler itself, since by then nothing
/// else can be relied on.
final class SignalWatch: Sendable {
    let first: AsyncStream<Int32>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        let received = Count { continuation.yield($0) }
        first = stream
        sources = Self.numbers.map { number in SignalSource.hear(number) { received.add(number) } }
    }

    func end() {
        for source in sources { source.cancel() }
    }

    /// A closed terminal asks like Ctrl-C does, unless `nohup` started the process.
    private static var numbers: [Int32] { [SIGINT, SIGTERM] + (SignalSource.isIgnored(SIGHUP) ? [] : [SIGHUP]) }

    private final class Count: Sendable {
        /// `timeout(1)` sends SIGTERM to the process, and at once again to its group: that is one wish.
        private static let echo = Duration.milliseconds(500)

        private let first = Mutex<(number: Int32, time: ContinuousClock.Instant)?>(nil)
        private let onFirst: @Sendable (Int32) -> Void

        init(onFirst: @escaping @Sendable (Int32) -> Void) { self.onFirst = onFirst }

        func add(_ number: Int32) {
            let now = ContinuousClock.now
            let known = first.withLock { first in
                defer { if first == nil { first = (number, now) } }
                return first
            }
            guard let known else { return onFirst(number) }
            if number == SIGTERM, known.number == SIGTERM, now - known.time < Self.echo { return }
            Departure.begin()
            ChildSessions.kill()
            ControlEcho.restore()
            _exit(ExitStatus.cancelled.rawValue)
        }
    }
}
