import RecuaProcess
import RecuaTestSupport

/// A pseudo-terminal of 80 columns and 24 rows around a command.
enum Terminal {
    /// - Parameters:
    ///   - answer: typed, once, as soon as `question` is shown.
    ///   - resized: the size that the terminal takes as soon as `question` is shown; the answer is typed when the
    ///     command has said more.
    /// - Returns: the end of the command; its output is all that the terminal was sent.
    static func run(
        _ command: Command, answer: String = "", to question: String = "[y/N]",
        resized: (columns: Int, rows: Int)? = nil, environment: [String: String] = [:]
    ) async throws -> Finished {
        let size = resized.map { "\($0.rows) \($0.columns)" } ?? ""
        let variables = command.environment.merging(["TERM": "xterm-256color"]) { $1 }.merging(environment) { $1 }
        return try await Command(
            "/usr/bin/python3", ["-c", script, question, answer, size, command.executable] + command.arguments,
            environment: variables,
            folder: command.folder
        ).run()
    }

    private static let script = """
        import fcntl, os, pty, struct, sys, termios
        question, answer, size, arguments = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
        process, terminal = pty.fork()
        if process == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execv(arguments[0], arguments)
        seen = b""
        while True:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            seen += data
            if size and question.encode() in seen:
                rows, columns = map(int, size.split())
                fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                size = ""
            elif answer and question.encode() in seen:
                os.write(terminal, answer.encode())
                answer = ""
        sys.stdout.buffer.write(seen)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        """
}
