import Glibc
import RecuaCore

/// The processes of a session: what a program started, also where that made process groups of its own.
enum SessionProcesses {
    /// Sends a signal to all that is left in the session of `leader` besides it. Its number must still be taken: it runs
    /// or is not reaped.
    static func signal(_ signal: Int32, leader: pid_t) {
        for name in (try? Files.list("/proc")) ?? [] {
            guard let pid = pid_t(name), pid != leader, getsid(pid) == leader else { continue }
            _ = Glibc.kill(pid, signal)
        }
    }
}
