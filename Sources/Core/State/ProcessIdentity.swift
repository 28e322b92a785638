internal import Glibc

extension Deployment.Process {
    /// The identity of a running process.
    ///
    /// - Returns: nil when there is none with this number.
    public init?(pid: Int32) {
        guard let started = Self.startTime(of: pid), let boot = Self.currentBoot else { return nil }
        self.init(pid: pid, started: started, boot: boot)
    }

    /// True while this very process runs: not a later one with its number, not one of an earlier boot.
    public var isAlive: Bool {
        // What the kernel says of a process is no file whose times tell anything.
        let isAlive = Trace.$current.withValue(nil) { Self.currentBoot == boot && Self.startTime(of: pid) == started }
        Trace.current?.saw(self, isAlive: isAlive)
        return isAlive
    }

    /// A process lives in one boot only.
    static let currentBoot: String? = Trace.$current.withValue(nil) {
        try? Files.readText("/proc/sys/kernel/random/boot_id", limit: 128).split(separator: "\n").first.map(String.init)
    }

    /// Field 22 of `/proc/PID/stat` (proc(5)); the second field is a name in parentheses that may hold anything. A
    /// zombie counts as gone.
    private static func startTime(of pid: Int32) -> UInt64? {
        guard let fields = fields(of: pid), let state = fields.first, state != "Z", state != "X" else { return nil }
        return fields.dropFirst(19).first.flatMap { UInt64($0) }
    }

    /// The fields of `/proc/PID/stat` from the third on, which says what the process does.
    private static func fields(of pid: Int32) -> ArraySlice<Substring>? {
        guard let text = try? Files.readText("/proc/\(pid)/stat", limit: 4096), let name = text.lastIndex(of: ")")
        else { return nil }
        return text[name...].split(separator: " ").dropFirst()
    }

    /// True while this very process is stopped, as by Ctrl-Z or SIGSTOP.
    var isStopped: Bool { isAlive && Self.fields(of: pid)?.first == "T" }
}
