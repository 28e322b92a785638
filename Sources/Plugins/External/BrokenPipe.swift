import Glibc

/// A program that dies while it is written to must not take Recua along.
enum BrokenPipe {
    /// Once per process: writing to a pipe that nobody reads throws `EPIPE` from now on. Children start with the default.
    static func becomesAnError() { _ = once }

    private static let once: Void = { _ = signal(SIGPIPE, SIG_IGN) }()
}
