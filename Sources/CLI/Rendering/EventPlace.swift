import Glibc
import RecuaCore
import SystemPackage

/// A place that `--events` names: a file that is begun anew, or what somebody reads while it is written; `-` is standard
/// output.
struct EventPlace: Sendable {
    /// As it was typed.
    let name: String
    let path: String
    var isStandardOutput: Bool { name == "-" }

    init(_ name: String, in workingFolder: String) {
        self.name = name
        path = Files.resolve(name, in: workingFolder)
    }

    /// Empties it before anything else is done: whatever becomes of this run, nothing of the last one stays.
    ///
    /// - Throws: ``Diagnostic`` `usage.events`, also where something else than events would be lost.
    func begin() throws {
        guard !isStandardOutput, let facts = Files.facts(path), facts.isRegular, facts.size > 0 else { return }
        guard holdsEvents else {
            throw Diagnostic(
                "usage.events", "`\(name)` is there already, and holds no events",
                help: "choose another place for `--events`")
        }
        try opened([.truncate]).close()
    }

    /// Opens it for writing. A pipe that nobody reads is waited for, until somebody does or the task is cancelled.
    ///
    /// - Parameter onWait: called once, before it is waited.
    /// - Throws: ``Diagnostic`` `usage.events`, also where something else than events would be lost, `CancellationError`.
    func open(onWait: () -> Void) async throws -> FileDescriptor {
        if isStandardOutput { return .standardOutput }
        guard isPipe else {
            try begin()
            // Another run that empties the file leaves no hole before what follows.
            return try opened([.create, .append])
        }
        if let file = try openedPipe() { return file }
        onWait()
        while true {
            try await Task.sleep(for: .milliseconds(20))
            if let file = try openedPipe() { return file }
        }
    }

    /// No event's line is longer.
    private static let lineLimit = 1 << 20

    /// Whether the file begins as one of events does: other programs' lines have a `type` too.
    private var holdsEvents: Bool {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec]) else {
            return false
        }
        defer { try? file.close() }
        var start = [UInt8](repeating: 0, count: Self.lineLimit)
        let count = (try? start.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
        guard let line = start[..<count].split(separator: UInt8(ascii: "\n"), maxSplits: 1).first else { return false }
        guard let version = try? JSON(parsing: Array(line)) else { return false }
        return version["type"] == "version" && version["schema"]?.string != nil
    }

    private var isPipe: Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFIFO
    }

    /// - Returns: nil as long as nobody reads the pipe.
    private func openedPipe() throws -> FileDescriptor? {
        do {
            let file = try FileDescriptor.open(FilePath(path), .writeOnly, options: [.closeOnExec, .nonBlocking])
            // Only the opening must not wait.
            _ = fcntl(file.rawValue, F_SETFL, O_WRONLY)
            return file
        } catch Errno.noSuchAddressOrDevice {
            return nil
        } catch {
            throw unusable(error)
        }
    }

    private func opened(_ options: FileDescriptor.OpenOptions) throws -> FileDescriptor {
        do {
            return try FileDescriptor.open(
                FilePath(path), .writeOnly, options: options.union(.closeOnExec),
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw unusable(error)
        }
    }

    private func unusable(_ error: any Error) -> Diagnostic {
        Diagnostic(
            "usage.events", "`\(name)` cannot be written", help: "choose another place for `--events`", cause: error)
    }
}
