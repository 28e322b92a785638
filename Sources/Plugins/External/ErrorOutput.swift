import CGlibcExtras
import Dispatch
import Glibc
import RecuaRPC
import Subprocess
import Synchronization
import SystemPackage

/// A program's standard error, over a pipe of our own: whoever reads an answer can first read all that was written before
/// it.
final class ErrorOutput: Sendable {
    private struct State {
        var splitter = LineSplitter(limit: 64 << 10)
        /// False at the end of the output, and when nobody listens any more.
        var isOpen = true
        /// False once the program has it, and nobody here.
        var hasWriteEnd = true
    }

    private typealias Pipe = (readEnd: FileDescriptor, writeEnd: FileDescriptor)

    private let state = Mutex(State())
    private let pipe: Pipe
    /// What is written here ends the listening.
    private let bell: Pipe
    private let onLine: @Sendable (LineSplitter.Line) -> Void
    /// Reading waits on a thread of its own.
    private let queue = DispatchQueue(label: "standard error of a plugin")

    /// - Parameter onLine: told of one line after the other, in their order.
    /// - Throws: `Errno` when there is no room for another pipe.
    init(onLine: @escaping @Sendable (LineSplitter.Line) -> Void) throws {
        pipe = try Self.pipe()
        bell = try Self.pipe()
        _ = fcntl(pipe.readEnd.rawValue, F_SETFL, O_NONBLOCK)
        self.onLine = onLine
    }

    deinit {
        closeWriteEnd()
        for descriptor in [pipe.readEnd, bell.readEnd, bell.writeEnd] { try? descriptor.close() }
    }

    /// What the program is started with. Call ``closeWriteEnd()`` when it has been, or else the output has no end.
    var output: FileDescriptorOutput { .fileDescriptor(pipe.writeEnd, closeAfterSpawningProcess: false) }

    func closeWriteEnd() {
        let isMine = state.withLock { state in
            defer { state.hasWriteEnd = false }
            return state.hasWriteEnd
        }
        if isMine { try? pipe.writeEnd.close() }
    }

    /// Passes on every line until the last writer is gone, or the task is cancelled. Call once.
    func listen() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async {
                    while self.wait(), self.catchUp() {}
                    continuation.resume()
                }
            }
        } onCancel: {
            _ = try? bell.writeEnd.writeAll([0])
        }
        catchUp()
        state.withLock { state in if state.isOpen { _ = self.end(&state) } }
    }

    /// Passes on what has been written so far, and no more than a pipe holds: who writes without end keeps nobody here.
    ///
    /// - Returns: false when nothing can come any more.
    @discardableResult
    func catchUp() -> Bool {
        state.withLock { state in
            withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { buffer in
                for _ in 0..<Self.pieces where state.isOpen {
                    let count = read(pipe.readEnd.rawValue, buffer.baseAddress, buffer.count)
                    if count < 0, errno == EINTR { continue }
                    if count < 0, errno == EAGAIN { return true }
                    guard count > 0 else { return end(&state) }
                    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                    for line in state.splitter.take(bytes) { onLine(line) }
                }
                return state.isOpen
            }
        }
    }

    /// Of 16 KiB each; a pipe holds 64 KiB (pipe(7)).
    private static let pieces = 4

    private func end(_ state: inout State) -> Bool {
        state.isOpen = false
        if let line = state.splitter.finish() { onLine(line) }
        return false
    }

    /// Waits until there is something to read.
    ///
    /// - Returns: false when the bell has rung.
    private func wait() -> Bool {
        var events = [pipe.readEnd, bell.readEnd].map { pollfd(fd: $0.rawValue, events: Int16(POLLIN), revents: 0) }
        while poll(&events, nfds_t(events.count), -1) < 0 {
            if errno != EINTR { return false }
        }
        return events[1].revents == 0
    }

    private static func pipe() throws -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Errno(rawValue: errno) }
        return (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
    }
}
