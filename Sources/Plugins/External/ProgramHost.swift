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

    /// ``shutDown()`` waits for its end.
    private var life: ProgramLife?
    private var crashes: [Diagnostic] = []
    private var isShutDown = false

    /// - Parameter life: one of the very same command that runs already.
    init(
        _ command: ProgramCommand, _ identity: ProgramIdentity, _ limits: ProgramLimits, concurrency: Int,
        description: JSON, takingOver life: ProgramLife? = nil,
        onNewDescription: @escaping @Sendable (JSON) throws -> Void
    ) {
        self.command = command
        self.identity = identity
        self.limits = limits
        self.description = description
        self.onNewDescription = onNewDescription
        self.life = life
        slots = Slots(concurrency)
        life?.process.introduce(as: identity)
    }

    /// Asks the program, when it is the request's turn, and makes something of the answer before the next one's.
    ///
    /// - Parameter salvage: makes something of what there is to show of a request that failed.
    /// - Throws: ``Diagnostic`` `plugin.broken` after too many crashes, or what ``ProgramProcess`` or `accept` throws.
    func request<Answer: Sendable>(
        _ method: String, _ params: JSON, _ patience: Patience, listener: Listener,
        accept: @Sendable @concurrent (JSON) async throws -> Answer,
        salvage: @Sendable @concurrent (FailedOutput) async -> any Error = { $0 }
    ) async throws -> Answer {
        try await slots.take()
        defer { slots.give() }
        let answered = try await answer(method, params, patience, listener: listener)
        do {
            return try await accept(answered.result.get())
        } catch let failed as FailedOutput {
            throw answered.process.incident(from: await salvage(failed), listener)
        } catch {
            throw answered.process.incident(from: error, listener)
        }
    }

    private typealias Answered = (process: ProgramProcess, result: Result<JSON, FailedOutput>)

    /// What the program answers. Where it went before it was asked, another life of it is, once.
    private func answer(
        _ method: String, _ params: JSON, _ patience: Patience, listener: Listener
    ) async throws -> Answered {
        do {
            return try await ask(method, params, patience, listener)
        } catch is NeverAsked {
            do {
                return try await ask(method, params, patience, listener)
            } catch let gone as NeverAsked {
                crashes.append(gone.incident)
                throw gone.incident
            }
        }
    }

    private func ask(
        _ method: String, _ params: JSON, _ patience: Patience, _ listener: Listener
    ) async throws -> Answered {
        let process = try await greetedProcess(listener)
        do {
            return (process, .success(try await process.request(method, params, patience, listener: listener)))
        } catch let failed as FailedOutput {
            return (process, .failure(failed))
        }
    }

    /// The process that takes requests, once it has said what it is.
    private func greetedProcess(_ listener: Listener) async throws -> ProgramProcess {
        let process = try await readyProcess()
        let answer = try await process.greeting.value()
        guard answer != description else { return process }
        do { try onNewDescription(answer) } catch { throw process.incident(from: error, listener) }
        description = answer
        listener.host?.log(
            "\(identity) describes itself otherwise than before, though its files are the same; the next run knows",
            level: .warning
        )
        return process
    }

    /// Ends the process, if there is one. No request may follow.
    func shutDown() async {
        isShutDown = true
        await life?.end()
    }

    /// The process that takes requests; started when there is none.
    private func readyProcess() async throws -> ProgramProcess {
        while let life, life.process.isEnding {
            await life.ended()
            // Several requests wait here after a crash; the first one to go on counts it.
            if self.life?.process === life.process { bury(life.process) }
        }
        if isShutDown { throw Diagnostic("plugin.ended", "\(identity) has been shut down") }
        if let life { return life.process }
        if let last = crashes.last {
            // What takes the program's place is not tried again, and no fault of it.
            if last.code == ProgramSeal.code { throw last }
            if crashes.count >= limits.crashes { throw broken(last) }
        }
        let life = ProgramLife(command, identity, limits)
        self.life = life
        return life.process
    }

    private func bury(_ process: ProgramProcess) {
        if let crash = process.crash { crashes.append(crash) }
        life = nil
    }

    private func broken(_ last: Diagnostic) -> Diagnostic {
        Diagnostic(
            "plugin.broken", "\(identity) crashed \(crashes.count) times and is not started again in this run",
            at: identity.place,
            help: last.help, related: [Diagnostic.Related("the last time: \(last.message)")] + last.related
        )
    }
}
