internal import Glibc
internal import RecuaCore

/// The daemon's side of ``Daemon/start(_:logFile:patience:hint:)``: takes its input, and says once that it is ready.
public struct Readiness: Sendable {
    static let variable = "RECUA_READY"
    /// Where ``Daemon`` puts the pipe.
    static let descriptor: CInt = 3
    /// Where it puts what the daemon is to keep, and the variable's value then.
    static let keptDescriptor: CInt = 4
    static let withKept = "2"

    /// What the starting process handed over, such as secrets. Nothing of it is in a file or in the environment.
    public let input: String
    /// The descriptor that the starting process gave to keep, such as that of a locked file.
    public let kept: CInt?
    private let pipe: CInt?

    /// Takes over what ``Daemon`` prepared. Call it once, first thing in the process, before anything else is opened.
    ///
    /// In a process that a person started, the input is empty and nothing is ever said.
    public static func inherited() throws -> Readiness {
        guard let value = getenv(variable).map({ String(cString: $0) }) else {
            return Readiness(input: "", kept: nil, pipe: nil)
        }
        unsetenv(variable)
        let kept = value == withKept ? keptDescriptor : nil
        // Programs that the daemon starts must not keep them open.
        for own in [descriptor, kept].compactMap(\.self) { _ = fcntl(own, F_SETFD, FD_CLOEXEC) }
        let input = try Files.readText("/dev/stdin", limit: 4 << 20)
        let nothing = open("/dev/null", O_RDONLY)
        if nothing >= 0 {
            dup2(nothing, STDIN_FILENO)
            close(nothing)
        }
        return Readiness(input: input, kept: kept, pipe: descriptor)
    }

    /// Tells the starting process, which then goes on. Call it once.
    ///
    /// - Parameter announcement: one line, up to 4,000 bytes.
    public func announce(_ announcement: String) {
        guard let pipe else { return }
        var line = Array(announcement.utf8.filter { $0 != UInt8(ascii: "\n") })
        line.append(UInt8(ascii: "\n"))
        // The starting process may be gone by now; that is no reason to end.
        let before = signal(SIGPIPE, SIG_IGN)
        _ = write(pipe, line, line.count)
        signal(SIGPIPE, before)
        close(pipe)
    }
}
