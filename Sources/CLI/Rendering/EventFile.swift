import RecuaCore
import Synchronization
import SystemPackage

/// The events of a run as JSON lines, for other programs. The first line names the format's version.
final class EventFile: Sendable {
    private let file: FileDescriptor
    private let sequence = Mutex<Int64>(0)

    init(path: String) throws {
        do {
            file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
        } catch {
            throw Diagnostic(
                "usage.events", "`\(path)` cannot be written", help: "choose another place for `--events`", cause: error
            )
        }
        write(["type": "version", "schema": "1.0", "recua": .string(Recua.version)])
    }

    func receive(_ event: Event) { write(event.json) }

    func finish() { try? file.close() }

    /// A full disk must not stop the run that it reports.
    private func write(_ json: JSON) {
        var line = json
        line["sequence"] = .integer(
            sequence.withLock { number in
                defer { number += 1 }
                return number
            }
        )
        line["time"] = .string(Timestamp.now())
        _ = try? file.writeAll(Array((line.text() + "\n").utf8))
    }
}
