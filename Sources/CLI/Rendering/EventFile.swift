import RecuaCore
import SystemPackage

/// Where `--events` writes: a file that is begun anew, a pipe, or, as `-`, standard output.
struct EventFile: Sendable {
    let lines: EventLines
    private let file: FileDescriptor

    /// A full disk or a reader that has gone away ends the stream, not the run that it reports.
    ///
    /// - Throws: ``Diagnostic`` `usage.events`; `CancellationError` where nobody reads the pipe that it is.
    init(_ name: String, _ context: CommandContext) async throws {
        let output = context.output
        file = try await EventPlace(name, in: context.workingFolder).open {
            output.tell("waiting until somebody reads `\(name)`")
        }
        lines = EventLines(to: file, isForRunner: output.manner.github != nil) { error in
            output.report(
                Diagnostic(
                    "events.write", "the events cannot be written to `\(name)` any more; the run goes on",
                    severity: .warning, cause: error))
        }
    }

    func finish() { if file != .standardOutput { try? file.close() } }
}
