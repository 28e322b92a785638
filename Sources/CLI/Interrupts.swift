import Dispatch
import Glibc
import RecuaCore
import Synchronization

/// Ctrl-C and SIGTERM: the first starts nothing new, cancels what runs and cleans up; the second leaves.
enum Interrupts {
    private enum Outcome {
        case finished(ExitStatus)
        case interrupted
    }

    static func watching(_ output: Output, _ body: @escaping @Sendable () async throws -> Void) async throws -> ExitStatus {
        let (signals, sources) = listen()
        defer { for source in sources { source.cancel() } }
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask {
                try await body()
                return .finished(.success)
            }
            group.addTask {
                for await _ in signals { return .interrupted }
                return .finished(.success)
            }
            var wasInterrupted = false
            while let outcome = try await group.next() {
                switch outcome {
                case .finished(let status):
                    group.cancelAll()
                    return wasInterrupted ? .cancelled : status
                case .interrupted:
                    wasInterrupted = true
                    output.tell("stopping: what runs is cancelled and cleaned up; press Ctrl-C again to leave at once")
                    group.cancelAll()
                }
            }
            return .cancelled
        }
    }

    /// The first signal as an element of a stream; a second one ends the process from the handler itself, since by then
    /// nothing else can be relied on.
    private static func listen() -> (AsyncStream<Int32>, [any DispatchSourceSignal]) {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        let count = Mutex(0)
        let handler = SignalCount(continuation: continuation, count: count)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { handler.received(number) }
            source.resume()
            return source
        }
        return (stream, sources)
    }

    private final class SignalCount: Sendable {
        private let continuation: AsyncStream<Int32>.Continuation
        private let count: Mutex<Int>

        init(continuation: AsyncStream<Int32>.Continuation, count: consuming sending Mutex<Int>) {
            self.continuation = continuation
            self.count = count
        }

        func received(_ number: Int32) {
            let isFirst = count.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst { continuation.yield(number) } else { _exit(ExitStatus.cancelled.rawValue) }
        }
    }
}
