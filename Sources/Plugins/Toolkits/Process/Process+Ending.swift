internal import Glibc
public import RecuaCore

extension Deployment.Process {
    /// Ends the process and its group: SIGTERM, then SIGKILL when `grace` has passed. What has ended is no error.
    ///
    /// Cancellation does not cut it short: afterwards the process is gone.
    public func end(grace: Duration = .seconds(5)) async {
        guard isAlive else { return endOrphans() }
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

    /// A group keeps its number until its last member ends, so while nobody has the number of the leader, the group
    /// is what the leader left behind.
    private func endOrphans() {
        collect()
        if Deployment.Process(pid: getpid())?.boot == boot, kill(pid, 0) != 0 { kill(-pid, SIGKILL) }
    }

    /// Takes the exit status when the process was our own child, so that it does not stay as a zombie.
    private func collect() {
        var status: Int32 = 0
        waitpid(pid, &status, WNOHANG)
    }

    /// Ten milliseconds, also when the task is cancelled.
    private func pause() async {
        if (try? await Task.sleep(for: .milliseconds(10))) == nil { usleep(10_000) }
    }
}
