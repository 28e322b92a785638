internal import Glibc
public import RecuaCore
internal import SystemPackage

/// A process that outlives the one that started it.
public struct Daemon: Sendable, Hashable {
    public var process: Deployment.Process
    /// What it said when it was ready (``Readiness/announce(_:)``), such as the port it listens on.
    public var announcement: String

    /// Starts `command` in a session of its own: standard input is the command's input and nothing else of this process
    /// is inherited; both outputs are appended to `logFile`. Returns when the daemon says that it is ready.
    ///
    /// On cancellation, and when `patience` ends before it is ready, the daemon is ended.
    ///
    /// - Parameter keeping: a descriptor that the daemon holds from its first moment on, such as that of a locked file:
    ///   the lock is then the daemon's as well, whatever happens to this process.
    /// - Throws: ``Diagnostic`` `process.missing`, `process.start`, or `process.not-ready` with the last lines of the
    ///   log when it ended or took too long; `CancellationError`.
    public static func start(
        _ command: Command, logFile: String, keeping: CInt? = nil, patience: Duration = .seconds(60),
        hint: String? = nil
    ) async throws -> Daemon {
        let program = try command.located(hint: hint)
        let readiness = try ReadinessPipe()
        defer { readiness.closeReader() }
        let input = try MemoryFile.open(command.input ?? "")
        defer { close(input) }
        // Above the numbers that the daemon's descriptors get, so that none of them takes its place.
        let kept = keeping.map { fcntl($0, F_DUPFD_CLOEXEC, 16) }
        defer { if let kept { close(kept) } }
        let logStart = Files.facts(logFile)?.size ?? 0
        let pid = try DetachedSpawn(
            program: program, command: command, input: input, logFile: logFile, ready: readiness.writer, kept: kept
        )
        .start()
        readiness.closeWriter()
        guard let process = Deployment.Process(pid: pid) else {
            throw notReady(command, "ended at once", logFile, from: logStart)
        }
        do {
            guard let announcement = try await readiness.announcement(patience: patience) else {
                let story = process.isAlive ? "did not become ready" : "ended before it was ready"
                throw notReady(command, story, logFile, from: logStart)
            }
            return Daemon(process: process, announcement: announcement)
        } catch {
            await process.end(grace: .seconds(1))
            throw error
        }
    }

    private static func notReady(_ command: Command, _ story: String, _ logFile: String, from start: Int64)
        -> Diagnostic
    {
        let log = (try? Files.read(logFile)).map { $0.dropFirst(Int(start)) } ?? []
        let lines = String(decoding: log, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(20)
        let told = lines.map { Diagnostic.Related(String($0)) }
        // What its words were, nobody knows where there was no room for them.
        if lines.isEmpty, let reason = refusal(of: logFile) {
            return Diagnostic(
                "process.not-ready", "`\(command.executable)` \(story), and its log `\(logFile)` cannot be written",
                help: reason == .noSpace ? "make room, then type the same command again" : nil, cause: reason)
        }
        return Diagnostic(
            "process.not-ready", "`\(command.executable)` \(story)", help: "its log is `\(logFile)`", related: told)
    }

    /// Why the file takes no more bytes; nil when it does.
    private static func refusal(of file: String) -> Errno? {
        do {
            let file = try FileDescriptor.open(FilePath(file), .writeOnly, options: [.append, .closeOnExec])
            try file.closeAfter { _ = try file.writeAll("\n".utf8) }
            return nil
        } catch {
            return error as? Errno
        }
    }
}
