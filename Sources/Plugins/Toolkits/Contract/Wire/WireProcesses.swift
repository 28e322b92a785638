import Glibc
import RecuaCore

/// Processes by what the kernel says of them.
enum WireProcesses {
    /// False for one that has ended, also when nobody has taken note of it.
    static func isAlive(_ pid: pid_t) -> Bool {
        guard let stat = try? Files.readText("/proc/\(pid)/stat"), let close = stat.lastIndex(of: ")") else {
            return false
        }
        return !stat[close...].hasPrefix(") Z") && !stat[close...].hasPrefix(") X")
    }

    /// Those of the session of `leader` that run, without it.
    static func session(of leader: pid_t) -> [pid_t] {
        ((try? Files.list("/proc")) ?? []).compactMap { pid_t($0) }.filter { pid in
            pid != leader && getsid(pid) == leader && isAlive(pid)
        }
    }
}
