internal import Glibc
internal import RecuaCore

/// The processes that were started with a variable, directly or not, whatever session they are in now.
enum MarkedProcesses {
    /// - Parameter mark: `NAME=value`.
    static func all(with mark: String) -> [pid_t] {
        let own = getpid()
        let wanted = Array(mark.utf8)
        return ((try? Files.list("/proc")) ?? []).compactMap { pid_t($0) }.filter { pid in
            guard pid != own, let environment = try? Files.read("/proc/\(pid)/environ") else { return false }
            return environment.split(separator: 0).contains { $0.elementsEqual(wanted) }
        }
    }
}
