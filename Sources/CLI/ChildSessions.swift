import Glibc
import RecuaCore

/// The programs that this process runs and listens to, each with all that it started.
enum ChildSessions {
    /// Kills them. Residents, which are meant to outlive this process, write to files and are left alone.
    static func kill() {
        let processes = ((try? Files.list("/proc")) ?? []).compactMap { pid_t($0) }
        let leaders = Set(processes.filter { parent(of: $0) == getpid() && writesToPipe($0) })
        for process in processes where leaders.contains(process) || leaders.contains(getsid(process)) {
            _ = Glibc.kill(process, SIGKILL)
        }
    }

    /// The fourth word of `stat`; the second, in parentheses, may hold spaces and parentheses itself.
    private static func parent(of process: pid_t) -> pid_t? {
        guard let text = try? Files.readText("/proc/\(process)/stat", limit: 4096) else { return nil }
        guard let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ").dropFirst().first.flatMap { pid_t($0) }
    }

    private static func writesToPipe(_ process: pid_t) -> Bool {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/\(process)/fd/1", &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .hasPrefix("pipe:")
    }
}
