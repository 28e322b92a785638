import Glibc
import RecuaCore
import SystemPackage

/// Where results and messages go: results on standard output, all else on standard error.
struct Output: Sendable {
    let style: TextStyle
    /// Of messages; what programs read has no colours.
    var errorStyle: TextStyle { manner.lines == nil ? messageStyle : TextStyle(isColored: false) }
    private let messageStyle: TextStyle
    /// True when standard error is a terminal that can redraw lines.
    let isLive: Bool
    /// True when a person looks at standard output.
    let hasTerminal: Bool
    /// What options and surroundings ask for beyond that.
    let manner: Manner
    /// Takes messages while a live view stands at the bottom of the screen.
    let detour = Detour()
    /// How far the command is, where a terminal can show it and erase it again.
    private(set) var pace: PaceLine?
    /// What was said so far.
    private(set) var recollection = Recollection()
    private var isMuted = false

    init(environment: [String: String]) {
        let taste = TerminalTaste(environment)
        style = TextStyle(isColored: taste.colors(isTerminal: isatty(STDOUT_FILENO) == 1))
        messageStyle = TextStyle(isColored: taste.colors(isTerminal: isatty(STDERR_FILENO) == 1))
        isLive = taste.redraws(isTerminal: isatty(STDERR_FILENO) == 1)
        hasTerminal = isatty(STDOUT_FILENO) == 1
        manner = Manner(environment: environment)
        if isLive { pace = PaceLine(columns: { Self.terminalSize?.columns ?? 80 }, write: Self.writeError) }
    }

    /// The same, of which nobody hears.
    var muted: Output {
        var muted = self
        (muted.isMuted, muted.recollection, muted.pace) = (true, Recollection(), nil)
        return muted
    }

    /// A result. A reader that has gone away (`| head`) is no error: a command that only shows something ends there.
    func print(_ text: String, terminator: String = "\n") { show(inert(text + terminator)) }

    /// A result for programs.
    func print(json: JSON) {
        let text = json.prettyText()
        show(manner.github == nil ? text : GitHubCommand.inert(json: text))
    }

    /// A result, as long as there is somebody to read it.
    ///
    /// - Returns: false when the reader has gone away, or when it cannot be written, which has been told then.
    func offer(_ text: String) -> Bool { say(inert(text)) }

    private func show(_ text: String) {
        if !isMuted, manner.hidesResults { return }
        if !say(text), !manner.outlivesReader { exit(ExitStatus.success.rawValue) }
    }

    private func say(_ text: String) -> Bool {
        recollection.printed(text)
        return isMuted || offer(Array(text.utf8))
    }

    /// The runner of GitHub Actions obeys what stands on either stream.
    private func inert(_ text: String) -> String { manner.github == nil ? text : GitHubCommand.inert(text) }

    /// Text for standard output as it is.
    func offer(_ text: [UInt8]) -> Bool {
        do {
            try send(text, to: .standardOutput)
            return true
        } catch let error as Errno where error == .brokenPipe {
            return false
        } catch {
            goUnheard(error)
            return false
        }
    }

    /// What only shows something ends where that cannot be. A run goes on and tells what failed all the same.
    private func goUnheard(_ error: any Error) {
        if recollection.goUnheard() { tell("error: standard output cannot be written: \(error)") }
        if !manner.outlivesReader { exit(ExitStatus.failed.rawValue) }
    }

    /// A message for the person at the terminal; above the live view while there is one.
    func tell(_ text: String) {
        if !isMuted, let lines = manner.lines { return lines.say(text) }
        if !detour.take(text) { write("\(inert(text))\n") }
    }

    /// A diagnostic, in the way that whoever reads this understands best.
    func report(_ diagnostic: Diagnostic) {
        if !isMuted, let lines = manner.lines { return lines.report(diagnostic) }
        tell(errorStyle.text(diagnostic))
        if let places = manner.github { write("\(GitHubCommand.annotation(diagnostic, places))\n") }
    }

    /// Rows of a table that a person at a terminal is shown; all elsewhere.
    var mostRows: Int { hasTerminal ? 40 : .max }
    /// Tables that a person at a terminal is shown; all elsewhere.
    var mostReports: Int { hasTerminal ? 10 : .max }

    /// Text for standard error as it is.
    func write(_ text: String) {
        recollection.told(text)
        if !isMuted { write(Array(text.utf8)) }
    }

    func write(_ text: [UInt8]) {
        guard !text.isEmpty else { return }
        try? send(text, to: .standardError)
    }

    private func send(_ text: [UInt8], to file: FileDescriptor) throws {
        guard let pace else { return _ = try file.writeAll(text) }
        _ = try pace.giveWay { try file.writeAll(text) }
    }

    private static func writeError(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
    }

    /// Columns and rows of the terminal on standard error; nil when there is none.
    var terminalSize: (columns: Int, rows: Int)? { Self.terminalSize }

    private static var terminalSize: (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
