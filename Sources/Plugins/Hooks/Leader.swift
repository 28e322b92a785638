internal import Glibc
internal import Synchronization

/// The first process of a command, which is our child and leads a group.
final class Leader: Sendable {
    private struct State {
        var pid: pid_t?
        var isOver = false
    }

    private let state = Mutex(State())

    var pid: pid_t? {
        get { state.withLock { $0.pid } }
        set { state.withLock { $0.pid = newValue } }
    }

    /// True when it has ended and its outputs are closed.
    var isOver: Bool {
        get { state.withLock { $0.isOver } }
        set { state.withLock { $0.isOver = newValue } }
    }

    /// True when it has ended, though its outputs may be open still.
    var hasEnded: Bool { pid.map { Self.look(at: $0) != .running } ?? false }

    /// Ends the others of its group, whose number is nobody else's as long as the leader's end has not been taken.
    func endGroup() {
        guard let pid, Self.look(at: pid) == .ended else { return }
        kill(-pid, SIGKILL)
    }

    private enum Look { case running, ended, taken }

    /// Leaves its end for whoever waits for it.
    private static func look(at pid: pid_t) -> Look {
        var info = siginfo_t()
        guard waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return .taken }
        return info.si_signo == 0 ? .running : .ended
    }
}
