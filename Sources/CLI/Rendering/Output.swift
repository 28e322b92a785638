import Glibc
import RecuaCore
import SystemPackage

/// Where results and messages go: results on standard output, all else on standard error.
struct Output: Sendable {
    let style: TextStyle
    let errorStyle: TextStyle
    /// True when standard error is a terminal that can redraw lines.
    let isLive: Bool
    /// Takes messages while a live view stands at the bottom of the screen.
    let detour = Detour()
    /// What was said so far.
    private(set) var recollection = Recollection()
    private var isMuted = false

    init(environment: [String: String]) {
        let taste = TerminalTaste(environment)
        style = TextStyle(isColored: taste.colors(isTerminal: isatty(STDOUT_FILENO) == 1))
        errorStyle = TextStyle(isColored: taste.colors(isTerminal: isatty(STDERR_FILENO) == 1))
        isLive = taste.redraws(isTerminal: isatty(STDERR_FILENO) == 1)
    }

    /// The same, of which nobody hears.
    var muted: Output {
        var muted = self
        (muted.isMuted, muted.recollection) = (true, Recollection())
        return muted
    }

    /// A result. A reader that has gone away (`| head`) is no error: the command ends there.
    func print(_ text: String, terminator: String = "\n") {
        if !offer(text + terminator) { exit(ExitStatus.success.rawValue) }
    }

    /// A result for programs.
    func print(json: JSON) { print(json.prettyText(), terminator: "") }

    /// A result, as long as there is somebody to read it.
    ///
    /// - Returns: false when the reader has gone away.
    func offer(_ text: String) -> Bool {
        recollection.printed(text)
        return isMuted || offer(Array(text.utf8))
    }

    /// Text for standard output as it is.
    func offer(_ text: [UInt8]) -> Bool {
        do {
            _ = try FileDescriptor.standardOutput.writeAll(text)
            return true
        } catch let error as Errno where error == .brokenPipe {
            return false
        } catch {
            tell("error: standard output cannot be written: \(error)")
            exit(ExitStatus.failed.rawValue)
        }
    }

    /// A message for the person at the terminal; above the live view while there is one.
    func tell(_ text: String) {
        if !detour.take(text) { write("\(text)\n") }
    }

    /// Text for standard error as it is.
    func write(_ text: String) {
        recollection.told(text)
        if !isMuted { write(Array(text.utf8)) }
    }

    func write(_ text: [UInt8]) {
        if !text.isEmpty { _ = try? FileDescriptor.standardError.writeAll(text) }
    }

    /// Columns and rows of the terminal on standard error; nil when there is none.
    var terminalSize: (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
