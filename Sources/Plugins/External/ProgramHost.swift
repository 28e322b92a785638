import RecuaCore
import RecuaWaiting

/// Keeps one process of a program at work: started when first needed, started again after a crash, ended at the end.
actor ProgramHost {
    private let command: ProgramCommand
    private let identity: ProgramIdentity
    private let limits: ProgramLimits
    /// What the program is known to answer to `initialize`.
    private var description: JSON
    /// Told when it answers something else.
    private let onNewDescription: @Sendable (JSON) throws -> Void
    private let slots: Slots

    private var process: ProgramProcess?
    /// The life of `process`. The only unstructured task: it must outlast the requests, and ``StepProvider`` has no
    /// closure to hold a task group open between its calls. ``shutDown()`` waits for it.
    private var life: Task<Void, Never>?
    private var crashes: [Diagnostic] = []
    private var isShutDown = false

    init(
        _ command: ProgramCommand, _ identity: ProgramIdentity, _ limits: ProgramLimits, concurrency: Int,
        description: JSON, onNewDescription: @escaping @Sendable (JSON) throws -> Void
    ) {
        self.command = command
        self.identity = identity
        self.limits = limits
        self.description = description
        self.onNewDescription = onNewDescription
        slots = Slots(concurrency)
    }

    /// Asks the program, when it is the request's turn, and makes something of the answer before the next one's.
    ///
    /// - Throws: ``Diagnostic`` `plugin.broken` after too many crashes, or what ``ProgramProcess`` or `accept` throws.
    func request<Answer: Sendable>(
        _ method: String, _ params: JSON, _ patience: Patience, listener: Listener,
        accept: @Sendable @concurrent (JSON) async throws -> Answer
    ) async throws -> Answer {
        try await slots.take()
        defer { slots.give() }
        let process = try await readyProcess()
        let answer = try await process.greeting.value()
        if answer != description {
            description = answer
            try onNewDescription(answer)
            listener.host?.log(
                "\(identity) describes itself otherwise than before, though its files are the same; the next run knows",
                level: .warning
            )
        }
        return try await accept(process.request(method, params, patience, listener: listener))
    }

    /// Ends the process, if there is one. No request may follow.
    func shutDown() async {
        isShutDown = true
        await process?.dismiss()
        await life?.value
    }

    /// The process that takes requests; started when there is none.
    private func readyProcess() async throws -> ProgramProcess {
        while let process, process.isEnding {
            await life?.value
            // Several requests wait here after a crash; the first one to go on counts it.
            if self.process === process { bury(process) }
        }
        if isShutDown { throw Diagnostic("plugin.ended", "\(identity) has been shut down") }
        if let process { return process }
        if let last = crashes.last, crashes.count >= limits.crashes { throw broken(last) }
        return start()
    }

    private func start() -> ProgramProcess {
        let process = ProgramProcess(command, identity, limits)
        self.process = process
        life = Task { await process.live() }
        return process
    }

    private func bury(_ process: ProgramProcess) {
        if let crash = process.crash { crashes.append(crash) }
        self.process = nil
    }

    private func broken(_ last: Diagnostic) -> Diagnostic {
        Diagnostic(
            "plugin.broken", "\(identity) crashed \(crashes.count) times and is not started again in this run",
            at: identity.place,
            help: last.help, related: [Diagnostic.Related("the last time: \(last.message)")] + last.related
        )
    }
}
