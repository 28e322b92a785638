internal import Glibc

extension Files {
    /// Removes from the folder what processes that were killed had not finished writing: `NAME.PID.NUMBER.new`.
    ///
    /// A file that was written to in the last ten minutes stays: whoever writes it may be in a container, where its
    /// number means something else. What cannot be removed stays too.
    public static func sweep(_ folder: String) {
        for name in (try? list(folder)) ?? [] {
            guard let pid = writer(of: name), kill(pid, 0) != 0, errno == ESRCH else { continue }
            guard let facts = facts("\(folder)/\(name)"), facts.isRegular, isOld(facts) else { continue }
            try? remove("\(folder)/\(name)")
        }
    }

    /// - Returns: nil for a file that is nobody's temporary one.
    private static func writer(of name: String) -> pid_t? {
        let parts = name.split(separator: ".").suffix(3)
        guard parts.count == 3, parts.last == "new", parts.dropFirst().first.flatMap({ UInt32($0) }) != nil else {
            return nil
        }
        return parts.first.flatMap { pid_t($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func isOld(_ facts: Facts) -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) - facts.modified / 1_000_000_000 > 600
    }
}

extension Store {
    /// Removes what runs that were killed left half written among the files. Cheap; never fails.
    public func sweep() { Files.sweep("\(root)/sha256") }
}
