internal import Glibc
internal import RecuaCore

/// The processes that were started with a variable, directly or not, whatever session they are in now.
enum MarkedProcesses {
    /// Those of this user. Never `own`, what started it, nor the others of its session: a hook's are in sessions of
    /// their own, so that those have the variable from somewhere else.
    ///
    /// - Parameters:
    ///   - mark: `NAME=value`.
    ///   - own: this process.
    static func all(with mark: String, besides own: pid_t = getpid()) -> [pid_t] {
        let wanted = Array(mark.utf8)
        let (session, user) = (getsid(own), getuid())
        let marked = ((try? Files.list("/proc")) ?? []).compactMap { pid_t($0) }.filter { pid in
            guard getsid(pid) != session, let environment = try? Files.read("/proc/\(pid)/environ") else {
                return false
            }
            return environment.split(separator: 0).contains { $0.elementsEqual(wanted) }
        }
        guard !marked.isEmpty else { return [] }
        let ancestors = ancestors(of: own)
        return marked.filter { $0 != own && !ancestors.contains($0) && Self.user(of: $0) == user }
    }

    private static func ancestors(of pid: pid_t) -> Set<pid_t> {
        var found: Set<pid_t> = []
        var next = pid
        while let parent = number("PPid", of: next, pid_t.init(_:radix:)), parent > 0, found.insert(parent).inserted {
            next = parent
        }
        return found
    }

    private static func user(of pid: pid_t) -> uid_t? { number("Uid", of: pid, uid_t.init(_:radix:)) }

    /// The first number of a line of the process's status.
    private static func number<Number>(
        _ name: String, of pid: pid_t, _ parse: (Substring, Int) -> Number?
    ) -> Number? {
        guard let text = try? Files.readText("/proc/\(pid)/status") else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { parse($0, 10) }
    }
}
