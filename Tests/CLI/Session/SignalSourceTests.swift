// Dispatch sources may be used from any thread, but are not marked `Sendable`.
@preconcurrency import Dispatch
import Glibc
import Testing

@testable import RecuaCLI

@Suite(.timeLimit(.minutes(1))) struct SignalSourceTests {
    @Test func `a signal that comes as soon as it is heard of is not lost`() async {
        let (heard, continuation) = AsyncStream.makeStream(of: Void.self)
        let source = SignalSource.hear(SIGUSR2) { continuation.finish() }
        kill(getpid(), SIGUSR2)
        for await _ in heard {}
        source.cancel()
    }
}
