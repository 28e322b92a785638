import Glibc
import RecuaCore
import Synchronization
import SystemPackage

/// Where results and messages go: results on standard output, all else on standard error.
struct Output: Sendable {
    let style: TextStyle
    let errorStyle: TextStyle
    /// True when standard error is a terminal that can redraw lines.
    let isLive: Bool
    /// Takes messages while a live view stands at the bottom of the screen.
    let detour = Detour()

    init(environment: [String: String]) {
        style = TextStyle(isColored: Self.colors(STDOUT_FILENO, environment))
        errorStyle = TextStyle(isColored: Self.colors(STDERR_FILENO, environment))
        isLive = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" && environment["TERM"] != nil
            && (environment["CI"] ?? "").isEmpty
    }

    /// A result. A reader that has gone away (`| head`) is no error.
    func print(_ text: String, terminator: String = "\n") {
        do {
            _ = try FileDescriptor.standardOutput.writeAll(Array((text + terminator).utf8))
        } catch let error as Errno where error == .brokenPipe {
            exit(ExitStatus.success.rawValue)
        } catch {
            tell("standard output cannot be written: \(error)")
            exit(ExitStatus.failed.rawValue)
        }
    }

    /// A message for the person at the terminal; above the live view while there is one.
    func tell(_ text: String) {
        if !detour.take(text) { write("\(text)\n") }
    }

    /// Text for standard error as it is.
    func write(_ text: String) { _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8)) }

    /// Columns and rows of the terminal on standard error; nil when there is none.
    var terminalSize: (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// no-color.org and clicolors: `NO_COLOR` wins, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then what the stream is.
    private static func colors(_ stream: Int32, _ environment: [String: String]) -> Bool {
        if !(environment["NO_COLOR"] ?? "").isEmpty { return false }
        for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
            if let value = environment[name], !value.isEmpty, value != "0" { return true }
        }
        return isatty(stream) == 1 && environment["TERM"] != "dumb"
    }
}

/// Where messages go while something else owns the bottom of the screen.
final class Detour: Sendable {
    private let taker = Mutex<(@Sendable (String) -> Void)?>(nil)

    func set(_ taker: (@Sendable (String) -> Void)?) { self.taker.withLock { $0 = taker } }

    /// - Returns: false when nothing owns the screen.
    func take(_ text: String) -> Bool {
        guard let taker = taker.withLock({ $0 }) else { return false }
        taker(text)
        return true
    }
}
