package import Glibc
internal import RecuaCore

/// The processes of a session: what a program started, also where that made process groups of its own.
package enum SessionProcesses {
    /// Those of the session of `leader`, without it. Its number must still be taken: it runs or is not reaped.
    package static func members(of leader: pid_t) -> [pid_t] {
        ((try? Files.list("/proc")) ?? []).compactMap { pid_t($0) }.filter { $0 != leader && getsid($0) == leader }
    }

    /// Sends a signal to each of ``members(of:)``.
    package static func signal(_ signal: Int32, leader: pid_t) {
        for pid in members(of: leader) { _ = kill(pid, signal) }
    }

    /// False for one that has ended, also when nobody has taken note of it.
    package static func isAlive(_ pid: pid_t) -> Bool {
        guard let stat = try? Files.readText("/proc/\(pid)/stat"), let close = stat.lastIndex(of: ")") else {
            return false
        }
        return !stat[close...].hasPrefix(") Z") && !stat[close...].hasPrefix(") X")
    }
}
