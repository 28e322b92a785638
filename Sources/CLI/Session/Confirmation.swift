import Glibc
import RecuaCore

/// A question to the person at the terminal.
enum Confirmation {
    /// Whether there is somebody to ask.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// - Returns: true for `y` or `yes`; anything else is a no.
    /// - Throws: `CancellationError` on Ctrl-C.
    static func ask(_ question: String, _ output: Output) async throws -> Bool {
        output.write("\(question) [y/N] ")
        while true {
            var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            // In short turns: a thread that waits for a person cannot be cancelled.
            let ready = poll(&input, 1, 100)
            try Task.checkCancellation()
            if ready > 0 { return isYes(readLine() ?? "") }
            await Task.yield()
        }
    }

    static func isYes(_ answer: String) -> Bool {
        ["y", "yes"].contains(String(answer.lowercased().filter { !$0.isWhitespace }))
    }
}
