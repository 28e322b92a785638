internal import Glibc

extension Files {
    /// Removes from the folder what processes that were killed had not finished writing: `NAME.PID.NUMBER.new`.
    ///
    /// A file that was written to in the last ten minutes stays: whoever writes it may be in a container, where its
    /// number means something else. What cannot be removed stays too.
    public static func sweep(_ folder: String) {
        for name in (try? list(folder)) ?? [] where isAbandoned("\(folder)/\(name)") {
            try? remove("\(folder)/\(name)")
        }
    }

    /// True for the name of a file that is being written, or was.
    static func isTemporary(_ name: String) -> Bool { writer(of: name) != nil }

    /// True for a file that was being written by a process that is gone.
    static func isAbandoned(_ path: String) -> Bool {
        guard let pid = writer(of: name(of: path)), kill(pid, 0) != 0, errno == ESRCH else { return false }
        guard let facts = facts(path), facts.isRegular else { return false }
        return isOld(facts)
    }

    /// The last part of a path.
    static func name(of path: String) -> String { String(path.split(separator: "/").last ?? "") }

    /// - Returns: nil for a file that is nobody's temporary one.
    private static func writer(of name: String) -> pid_t? {
        let parts = name.split(separator: ".").suffix(3)
        guard parts.count == 3, parts.last == "new", parts.dropFirst().first.flatMap({ UInt32($0) }) != nil else {
            return nil
        }
        return parts.first.flatMap { pid_t($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func isOld(_ facts: Facts) -> Bool { now() - facts.modified > 600 * 1_000_000_000 }
}

extension Store {
    /// Removes what runs that were killed left half written among the files. Cheap; never fails.
    public func sweep() { Files.sweep("\(root)/sha256") }
}
