internal import CGlibcExtras
internal import Glibc
internal import RecuaCore
internal import SystemPackage

/// The starting side of a daemon's readiness: a pipe that the daemon writes one line into, or loses by ending.
final class ReadinessPipe {
    private let reader: CInt
    private(set) var writer: CInt

    init() throws {
        var ends: [CInt] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC | O_NONBLOCK) == 0 else {
            throw Diagnostic("process.start", "a pipe cannot be made", cause: Errno(rawValue: errno))
        }
        (reader, writer) = (ends[0], ends[1])
    }

    func closeReader() {
        close(reader)
        closeWriter()
    }

    func closeWriter() {
        if writer >= 0 { close(writer) }
        writer = -1
    }

    /// The line, without its end. What was said in time counts, though a busy machine may be late to look.
    ///
    /// - Returns: nil when the daemon ended or `patience` did, whichever came first.
    /// - Throws: `CancellationError`.
    func announcement(patience: Duration) async throws -> String? {
        let deadline = ContinuousClock.now + patience
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let isLate = ContinuousClock.now >= deadline
            let count = read(reader, &piece, piece.count)
            line.append(contentsOf: piece[..<max(0, count)])
            if count > 0, line.last == UInt8(ascii: "\n") { return String(decoding: line.dropLast(), as: UTF8.self) }
            if count == 0 || isLate { return nil }
            if count < 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
