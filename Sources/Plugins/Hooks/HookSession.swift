internal import Glibc
internal import RecuaCore
internal import RecuaProcess

/// One run of a command, at whose end nothing is left of what it started.
struct HookSession: Sendable {
    let call: HookCall
    /// Told each line of both outputs.
    let onLine: @Sendable (String) -> Void

    /// How long what the command left running may go on writing.
    private static let grace: Duration = .seconds(1)

    /// What a run that was killed had left of the same hook is ended first.
    ///
    /// - Returns: nil when it took longer than `limit`.
    func run(within limit: Duration) async throws -> Finished.Status? {
        let rest = MarkedProcesses.end(with: call.mark)
        if !rest.isEmpty {
            onLine("(what an earlier run has left of it is ended: process \(Self.list(rest)))")
        }
        return try await withThrowingTaskGroup(of: Finished.Status?.self) { group in
            group.addTask { try await self.run() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func run() async throws -> Finished.Status {
        let leader = Leader()
        defer { MarkedProcesses.end(with: call.mark) }
        let command = try await Leash.on(call.command)
        return try await withThrowingTaskGroup(of: Finished.Status?.self) { group in
            group.addTask {
                defer { leader.isOver = true }
                return try await command.run(
                    onStart: { leader.pid = $0 }, onErrorLine: onLine, onOutputLine: onLine
                ).status
            }
            group.addTask {
                await release(leader)
                return nil
            }
            var status: Finished.Status?
            for try await ended in group { status = ended ?? status }
            guard let status else { throw CancellationError() }
            return status
        }
    }

    /// Ends what holds the command's outputs open when the command itself has ended: nobody would wait for anything else.
    private func release(_ leader: Leader) async {
        while !leader.isOver, !leader.hasEnded { await Self.pause() }
        let clock = ContinuousClock()
        let deadline = clock.now + Self.grace
        while !leader.isOver, clock.now < deadline, !Task.isCancelled { await Self.pause() }
        // A busy machine may only have been late to tell that it is over.
        let isLeft = MarkedProcesses.all(with: call.mark).contains { $0 != leader.pid }
        if !leader.isOver, isLeft, !Task.isCancelled { onLine("(what it left running is ended)") }
        while !leader.isOver {
            leader.endGroup()
            MarkedProcesses.end(with: call.mark)
            await Self.pause()
        }
    }

    private static func list(_ pids: Set<pid_t>) -> String {
        let shown = pids.sorted().prefix(10).map { "\($0)" }.joined(separator: ", ")
        return pids.count > 10 ? "\(shown) and others" : shown
    }

    /// Also when the task is cancelled; those who wait for a thread get it all the same.
    private static func pause() async {
        guard (try? await Task.sleep(for: .milliseconds(20))) == nil else { return }
        usleep(1_000)
        await Task.yield()
    }
}
