import Glibc
import RecuaCore
import RecuaProcess

/// Who holds the standard output of a program in a sandbox: the sandbox itself does until the program has ended, so that
/// nobody sees that the program has closed it.
enum OutputHolders {
    /// Whether the program, or what it started, still has it. True also where that cannot be told.
    ///
    /// - Parameter leader: the `bwrap` that was started; its child, which is the first process within, waits for the others.
    static func includeProgram(below leader: pid_t) -> Bool {
        guard let pipe = target("/proc/\(leader)/fd/1"), let inner = children(of: leader)?.first,
            let started = children(of: inner), !started.isEmpty
        else { return true }
        var (open, seen): ([pid_t], Set<pid_t>) = (started, [])
        while let next = open.popLast() {
            guard seen.insert(next).inserted else { continue }
            guard let descriptors = try? Files.list("/proc/\(next)/fd"), let below = children(of: next) else {
                return true
            }
            if descriptors.contains(where: { target("/proc/\(next)/fd/\($0)") == pipe }) { return true }
            // What has ended has nothing open; it is about to be told.
            guard SessionProcesses.isAlive(next) else { return true }
            open += below
        }
        return false
    }

    /// Nil where the kernel does not tell them, or the process has gone.
    private static func children(of process: pid_t) -> [pid_t]? {
        guard let threads = try? Files.list("/proc/\(process)/task") else { return nil }
        var found: [pid_t] = []
        for thread in threads {
            guard let text = try? Files.readText("/proc/\(process)/task/\(thread)/children") else { return nil }
            found += text.split(separator: " ").compactMap { pid_t($0) }
        }
        return found
    }

    private static func target(_ link: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = readlink(link, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
