import RecuaCore
import SystemPackage

/// Where `--events` writes: a file that is begun anew, a pipe, or, as `-`, standard output.
struct EventFile: Sendable {
    let lines: EventLines
    private let file: FileDescriptor
    private let isStandardOutput: Bool

    /// A full disk or a reader that has gone away ends the stream, not the run that it reports.
    ///
    /// - Throws: ``Diagnostic`` `usage.events`.
    init(_ path: String, _ context: CommandContext) throws {
        isStandardOutput = path == "-"
        file = isStandardOutput ? .standardOutput : try Self.open(Files.resolve(path, in: context.workingFolder), path)
        let output = context.output
        lines = EventLines(to: file) { error in
            output.report(
                Diagnostic(
                    "events.write", "the events cannot be written to `\(path)` any more; the run goes on",
                    severity: .warning, cause: error))
        }
    }

    func finish() { if !isStandardOutput { try? file.close() } }

    private static func open(_ path: String, _ name: String) throws -> FileDescriptor {
        do {
            return try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
        } catch {
            throw Diagnostic(
                "usage.events", "`\(name)` cannot be written", help: "choose another place for `--events`", cause: error
            )
        }
    }
}
