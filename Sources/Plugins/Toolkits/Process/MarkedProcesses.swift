package import Glibc
internal import RecuaCore

/// The processes that were started with a variable, directly or not, whatever session they are in now.
package enum MarkedProcesses {
    /// Those of this user. Never `own`, what started it, nor the others of its session: what is marked was started in
    /// sessions of its own, so that those have the variable from somewhere else.
    ///
    /// - Parameters:
    ///   - mark: `NAME=value`.
    ///   - own: this process.
    package static func all(with mark: String, besides own: pid_t = getpid()) -> [pid_t] {
        let wanted = Array(mark.utf8)
        let (session, user) = (getsid(own), getuid())
        let marked = ((try? Files.list("/proc")) ?? []).compactMap { pid_t($0) }.filter { pid in
            guard getsid(pid) != session, let environment = StartEnvironment.bytes(of: pid) else { return false }
            return environment.split(separator: 0).contains { $0.elementsEqual(wanted) }
        }
        guard !marked.isEmpty else { return [] }
        let ancestors = ancestors(of: own)
        return marked.filter { $0 != own && !ancestors.contains($0) && Self.user(of: $0) == user }
    }

    /// Ends all that carry the mark, more than once: what is killed may have started something a moment before. Returns
    /// when they are gone, with all that they held open.
    ///
    /// - Returns: the processes that were ended.
    @discardableResult
    package static func end(with mark: String) -> Set<pid_t> {
        var ended: Set<pid_t> = []
        for _ in 0..<100 {
            let left = all(with: mark)
            // What is about to be gone has no variables any more.
            if left.isEmpty, !ended.contains(where: SessionProcesses.isAlive) { break }
            for pid in left { kill(pid, SIGKILL) }
            ended.formUnion(left)
            usleep(2_000)
        }
        return ended
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
