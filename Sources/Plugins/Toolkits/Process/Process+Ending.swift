internal import Glibc
public import RecuaCore

extension Deployment.Process {
    /// Ends the process and its group: SIGTERM, then SIGKILL when `grace` has passed. What has ended is no error.
    ///
    /// Cancellation does not cut it short: afterwards the process is gone.
    public func end(grace: Duration = .seconds(5)) async {
        guard isAlive else { return await endOrphans() }
        let leadsGroup = getpgid(pid) == pid
        kill(pid, SIGTERM)
        let clock = ContinuousClock()
        let deadline = clock.now + grace
        while isAlive, clock.now < deadline { await pause() }
        if isAlive { kill(pid, SIGKILL) }
        // What it started may outlive it; the kernel gives the number to nobody else while the group has members.
        if leadsGroup { kill(-pid, SIGKILL) }
        while isAlive { await pause() }
        collect()
    }

    /// Ends what the leader left behind in its session, where it was started with a ``SessionMark``. A session of the
    /// same number without the mark is a stranger's, who had the number after the leader.
    private func endOrphans() async {
        collect()
        guard Deployment.Process(pid: getpid())?.boot == boot, kill(pid, 0) != 0, errno == ESRCH else { return }
        // More than once: what is killed may have started something a moment before.
        var ended: Set<pid_t> = []
        for _ in 0..<100 {
            let left = orphans
            // What is about to be gone has no variables any more.
            if left.isEmpty, !ended.contains(where: SessionProcesses.isAlive) { return }
            for orphan in left { kill(orphan, SIGKILL) }
            ended.formUnion(left)
            await pause()
        }
    }

    private var orphans: [pid_t] {
        SessionProcesses.members(of: pid).filter { orphan in
            guard let found = Deployment.Process(pid: orphan) else { return false }
            return found.started >= started && SessionMark.isOn(orphan, of: self)
        }
    }

    /// Takes the exit status when the process was our own child, so that it does not stay as a zombie.
    private func collect() {
        var status: Int32 = 0
        waitpid(pid, &status, WNOHANG)
    }

    /// Ten milliseconds, also when the task is cancelled; others who wait for a thread get it in between.
    private func pause() async {
        guard (try? await Task.sleep(for: .milliseconds(10))) == nil else { return }
        usleep(10_000)
        await Task.yield()
    }
}
