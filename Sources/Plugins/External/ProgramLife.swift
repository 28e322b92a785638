import RecuaCore

/// A process of a program with the task that runs it.
///
/// The task is the only unstructured one: it must outlast the requests, and ``StepProvider`` has no closure to hold a task
/// group open between its calls. Whoever has a life sees to it that it ends.
struct ProgramLife: Sendable {
    let process: ProgramProcess
    private let task: Task<Void, Never>

    /// Starts the program.
    init(_ command: ProgramCommand, _ identity: ProgramIdentity, _ limits: ProgramLimits) {
        let process = ProgramProcess(command, identity, limits)
        self.process = process
        task = Task { await process.live() }
    }

    /// What it answers to `initialize`. To be cancelled ends it.
    func greeting() async throws -> JSON {
        try await withTaskCancellationHandler {
            try await process.greeting.value()
        } onCancel: {
            task.cancel()
        }
    }

    /// Returns when the process has gone, and all that it started.
    func ended() async { await task.value }

    /// Tells the program to go, and sees to it that it does.
    func end() async {
        await process.dismiss()
        await ended()
    }
}
