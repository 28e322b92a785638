@preconcurrency import Dispatch
@preconcurrency import Glibc
import RecuaCore
import RecuaRPC

/// The program's standard input and output, taken away from all that the plugin does.
///
/// As in the runtime of SwiftPM's plugins, the two are duplicated, and what was there is replaced: by nothing to read,
/// and by standard error to write to. So `print` lands in the log, and no library takes a line of the conversation.
struct StandardChannel: Sendable {
    private let input: Int32
    private let output: Int32

    /// Call once, before anything of the plugin runs.
    ///
    /// - Throws: ``Diagnostic`` `program.channel` when there is no standard input or output.
    static func takingOver() throws -> StandardChannel {
        // Whoever writes after the host has gone is told so by the end of input.
        BrokenPipe.becomesAnError()
        let channel = StandardChannel(input: try duplicate(STDIN_FILENO), output: try duplicate(STDOUT_FILENO))
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0, dup2(nothing, STDIN_FILENO) >= 0 else { throw failed("`/dev/null` cannot be opened") }
        // A program may have been started without standard error.
        if dup2(STDERR_FILENO, STDOUT_FILENO) < 0 { dup2(nothing, STDOUT_FILENO) }
        close(nothing)
        // What is printed is to be in the log when it is printed, not when a buffer is full.
        setvbuf(stdout, nil, _IOLBF, 0)
        return channel
    }

    /// Hands what comes in to `inbox`, on a thread of its own: it goes on when all others are busy, or blocked.
    ///
    /// - Parameter patience: how long work may go on, in seconds, after the end of input. Then the process ends.
    func read(into inbox: Inbox, patience: UInt32 = 10) {
        DispatchQueue(label: "recua.plugin.input").async {
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                let count = buffer.withUnsafeMutableBytes { Glibc.read(input, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                buffer.withUnsafeBytes { inbox.take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            }
            inbox.end()
            sleep(patience)
            exit(EXIT_FAILURE)
        }
    }

    /// Writes all of the bytes. When nobody reads them any more, input ends too, so that is no error here.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func duplicate(_ descriptor: Int32) throws -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw failed("descriptor \(descriptor) is closed") }
        return copy
    }

    private static func failed(_ why: String) -> Diagnostic {
        Diagnostic("program.channel", "a plugin talks to Recua on its standard input and output: \(why)")
    }
}
