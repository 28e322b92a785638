import Glibc

extension EventPlace {
    /// True when what is written to it comes to the terminal on standard error: a view that is drawn again there, and
    /// lines that stay, would destroy each other.
    var isOnTerminal: Bool {
        guard isatty(STDERR_FILENO) == 1, let screen = Self.device({ fstat(STDERR_FILENO, &$0) }) else { return false }
        let own = Self.device { isStandardOutput ? fstat(STDOUT_FILENO, &$0) : stat(path, &$0) }
        // That name has a number of its own, whatever terminal it stands for.
        return own == screen || own != nil && own == Self.device { stat("/dev/tty", &$0) }
    }

    /// - Returns: the number of a device; nil for anything else.
    private static func device(_ look: (inout stat) -> Int32) -> dev_t? {
        var facts = stat()
        return look(&facts) == 0 && facts.st_mode & S_IFMT == S_IFCHR ? facts.st_rdev : nil
    }
}
