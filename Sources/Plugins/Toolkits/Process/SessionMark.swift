internal import Glibc
internal import RecuaCore

/// A variable that a program is started with and that all it starts inherits: when the session began.
///
/// Process numbers are used again. What a session left behind is told apart from a stranger's processes by it.
enum SessionMark {
    private static let variable = "RECUA_SESSION"

    /// `environment` with the mark of a session that begins now.
    static func marked(_ environment: [String: String]) -> [String: String] {
        environment.merging([variable: "\(now)"]) { _, mark in mark }
    }

    /// True when `pid` was started, directly or not, by the very process `leader`.
    static func isOn(_ pid: pid_t, of leader: Deployment.Process) -> Bool {
        let name = Array("\(variable)=".utf8)
        let entry = StartEnvironment.bytes(of: pid)?.split(separator: 0).first { $0.starts(with: name) }
        guard let mark = entry.flatMap({ UInt64(String(decoding: $0.dropFirst(name.count), as: UTF8.self)) }) else {
            return false
        }
        // The mark is made just before the start; a busy machine may take its time in between.
        return mark <= leader.started + ticksPerSecond && leader.started <= mark + 60 * ticksPerSecond
    }

    private static var ticksPerSecond: UInt64 { UInt64(max(1, sysconf(Int32(_SC_CLK_TCK)))) }

    /// Clock ticks since boot, the unit of the start times in `/proc`.
    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return UInt64(time.tv_sec) * ticksPerSecond + UInt64(time.tv_nsec) * ticksPerSecond / 1_000_000_000
    }
}

extension Command {
    /// The same command, whose processes ``Deployment/Process/end(grace:)`` knows when their leader is gone.
    public var marked: Command {
        var copy = self
        copy.environment = SessionMark.marked(environment)
        return copy
    }
}
