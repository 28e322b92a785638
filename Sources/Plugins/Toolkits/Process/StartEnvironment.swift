internal import Glibc
internal import RecuaCore

/// The variables that processes were started with: `/proc/PID/environ` (proc(5)).
enum StartEnvironment {
    /// `NAME=value` and a zero byte, as often as there are variables.
    ///
    /// A process that is becoming another program has none for a moment, longer on a busy machine. It is looked at until it
    /// has: what is known by a variable would be overlooked else.
    ///
    /// - Returns: nil when there is no such process, or it is another user's; nothing when it has ended.
    static func bytes(of pid: pid_t) -> [UInt8]? {
        for _ in 0..<500 {
            guard let bytes = try? Files.read("/proc/\(pid)/environ") else { return nil }
            guard bytes.isEmpty, isYetToCome(of: pid) else { return bytes }
            usleep(1_000)
        }
        return []
    }

    /// False for what was started without variables, has ended, or belongs to the kernel.
    private static func isYetToCome(of pid: pid_t) -> Bool {
        guard let text = try? Files.readText("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else {
            return false
        }
        // From the third field on; these are the 23rd (size in bytes), the 50th and the 51st (begin and end of variables).
        let fields = text[name...].split(whereSeparator: \.isWhitespace).dropFirst().map { UInt64($0) }
        guard fields.count > 48, fields[20] != 0 else { return false }
        return fields[48] == 0 || fields[47] != fields[48]
    }
}
