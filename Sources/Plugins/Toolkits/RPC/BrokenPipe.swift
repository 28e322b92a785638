import Glibc

/// Who dies while it is written to must not take the writer along.
package enum BrokenPipe {
    /// Once per process: writing to a pipe that nobody reads throws `EPIPE` from now on. Children start with the default.
    package static func becomesAnError() { _ = once }

    private static let once: Void = { _ = signal(SIGPIPE, SIG_IGN) }()
}
