internal import Synchronization
internal import SystemPackage

/// What the steps of a run say, kept in files: `.recua/logs/RUN/STACK/PLUGIN.log`, a line for each line they say.
///
/// A step that says nothing has no file. A line is added in one write, so that a run that is cut off leaves whole lines.
/// A file that cannot be written is left alone from then on: a full disk does not end the run whose log it is.
final class StepLogs: Sendable {
    /// No log grows beyond this, in bytes; where it would, it says so in its last line.
    static let limit = 16 << 20

    private struct File {
        let path: String
        var descriptor: FileDescriptor?
        /// True when it takes no more.
        var isOver = false
        var size = 0
    }

    /// `.recua`, absolute.
    private let folder: String
    private let run: Int64
    private let files = Mutex<[Event.StepName: File]>([:])

    init(folder: String, run: Int64) {
        self.folder = folder
        self.run = run
    }

    /// Adds a message, which may have several lines. It must be free of secrets.
    func add(_ name: Event.StepName, _ level: StepMessage.Level, _ message: String, at time: String) {
        let lines = message.split(whereSeparator: \.isNewline).map { "\(time) \(level.rawValue) \($0)\n" }.joined()
        guard !lines.isEmpty else { return }
        files.withLock { files in
            var file = files[name] ?? begin(name)
            write(lines, to: &file)
            files[name] = file
        }
    }

    /// True when the step's log takes no more.
    func isOver(_ name: Event.StepName) -> Bool { files.withLock { $0[name]?.isOver ?? false } }

    /// The file with what the step said, relative to `.recua`; nil when there is none.
    func path(of name: Event.StepName) -> String? {
        files.withLock { $0[name].flatMap { $0.size > 0 ? $0.path : nil } }
    }

    /// Absolute.
    func absolutePath(of name: Event.StepName) -> String? { path(of: name).map { "\(folder)/\($0)" } }

    /// The step has ended. What is heard of it later, on another pipe, finds its place all the same.
    func close(_ name: Event.StepName) {
        files.withLock { files in
            try? files[name]?.descriptor?.close()
            files[name]?.descriptor = nil
        }
    }

    private func begin(_ name: Event.StepName) -> File {
        let path = "logs/\(run)/\(name.stack)/\(name.plugin).log"
        // Logs may hold what is nobody else's business.
        try? Files.createFolder(Files.folder(of: "\(folder)/\(path)"), mode: 0o700)
        var file = File(path: path)
        file.descriptor = try? open(file)
        file.isOver = file.descriptor == nil
        return file
    }

    private func open(_ file: File) throws -> FileDescriptor {
        try FileDescriptor.open(
            FilePath("\(folder)/\(file.path)"), .writeOnly, options: [.create, .append, .closeOnExec],
            permissions: [.ownerReadWrite])
    }

    private func write(_ lines: String, to file: inout File) {
        guard !file.isOver else { return }
        let isFull = file.size + lines.utf8.count > Self.limit
        let text = isFull ? "the log ends here: it is longer than \(Self.limit >> 20) MiB\n" : lines
        do {
            if let descriptor = file.descriptor {
                file.size += try descriptor.writeAll(Array(text.utf8))
            } else {
                let late = try open(file)
                file.size += try late.closeAfter { try late.writeAll(Array(text.utf8)) }
            }
            file.isOver = isFull
        } catch {
            file.isOver = true
        }
        guard file.isOver else { return }
        try? file.descriptor?.close()
        file.descriptor = nil
    }
}
