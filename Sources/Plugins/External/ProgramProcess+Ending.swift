import Glibc
import RecuaProcess
import RecuaRPC
import Subprocess
import Synchronization

extension ProgramProcess {
    /// Tells the program to stop work on a request, and ends it when it goes on all the same.
    func insist(onCancelling id: Int64) async {
        send(.cancel(id: id))
        do { try await limits.clock.sleep(for: limits.cancelGrace) } catch { return }
        guard requests.isOpen(id) else { return }
        condemn("plugin.crashed", "was ended because it did not stop when it was told to")
    }

    /// Ends the process: what is left of its session never outlives it.
    ///
    /// The first signal, SIGCONT, does no harm: it stands for the time in which the program may exit by itself.
    func end(_ execution: Running, patience: Duration) async {
        let leader = execution.processIdentifier.value
        await withDiscardingTaskGroup { group in
            group.addTask {
                do { try await Task.sleep(for: patience) } catch { return }
                self.terminate(leader)
            }
            await execution.teardown(using: [
                .send(signal: .resume, allowedDurationToNextStep: patience + limits.killGrace)
            ])
            group.cancelAll()
        }
        // The process is not reaped before the conversation is over, so its session still has its number.
        SessionProcesses.signal(SIGKILL, leader: leader)
        if command.sandbox == nil, let mark = limits.mark {
            MarkedProcesses.end(with: "\(TrialMark.variable)=\(mark)")
        }
    }

    /// Tells a program whose time is up to go, and notes it: the signal that it ends by is Recua's then.
    ///
    /// `bwrap` itself, the leader of a sandbox, must not hear SIGTERM: with it all within would be killed at once.
    private func terminate(_ leader: pid_t) {
        guard SessionProcesses.isAlive(leader) else { return }
        state.withLock { if $0.hasClosedOutput, !$0.isDismissed { $0.isOverdue = true } }
        if command.sandbox == nil { _ = kill(leader, SIGTERM) }
        SessionProcesses.signal(SIGTERM, leader: leader)
    }

    /// Ends a program in its sandbox that has closed its output, and can answer nothing any more. One without a sandbox
    /// is seen to do so.
    func endIfDeprived() {
        guard command.sandbox != nil, let leader = state.withLock({ $0.leader }),
            !OutputHolders.includeProgram(below: leader)
        else { return }
        condemn(Self.deprived.code, Self.deprived.deed)
    }

    static let deprived = Incident.Verdict(
        code: "plugin.crashed", deed: "closed its standard output before it answered, and was ended")

    /// Decides that the process must end, and why; only the first reason counts.
    func condemn(_ code: String, _ deed: String) {
        let isFirst = state.withLock { state in
            guard state.verdict == nil else { return false }
            (state.verdict, state.isEnding) = (Incident.Verdict(code: code, deed: deed), true)
            return true
        }
        if isFirst { orders.continuation.yield(.end(patience: .zero)) }
    }

    var isCondemned: Bool { state.withLock { $0.verdict != nil } }
}
