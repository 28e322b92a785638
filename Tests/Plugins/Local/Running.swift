import RecuaCore

/// A look at the processes of this machine.
enum Running {
    /// The processes that were started with words that name `folder`.
    static func naming(_ folder: String) -> [Int32] {
        let numbers = ((try? Files.list("/proc")) ?? []).compactMap { Int32($0) }
        return numbers.filter { pid in
            guard Deployment.Process(pid: pid) != nil else { return false }
            return ((try? Files.readText("/proc/\(pid)/cmdline", limit: 1 << 20)) ?? "").contains(folder)
        }
    }
}
