import Glibc
import RecuaCore
import RecuaRPC
import Subprocess
import Synchronization

/// One life of a program, from its start to its end.
///
/// ``live()`` runs the process and everything that belongs to it; the requests are made from other tasks meanwhile.
final class ProgramProcess: Sendable {
    typealias Running = Execution<CustomWriteInput, SequenceOutput, FileDescriptorOutput>

    /// What a task outside ``live()`` can ask of the tasks within.
    enum Order {
        /// Tell the program to stop work on a request, and end it when it goes on.
        case cancel(Int64)
        /// End the program, which may take `patience` to exit by itself.
        case end(patience: Duration)
    }

    /// What is written to the program.
    struct Line: Sendable {
        let bytes: [UInt8]
        /// True of an answer to a request of its own.
        var isAnswer = false
    }

    struct State {
        var identity: ProgramIdentity
        /// Of all that it has been asked with.
        var veil = Veil()
        var words = LastWords()
        /// What its files were when it was started.
        var sight: ProgramSeal.Sight?
        /// Where it writes its standard error.
        var log: ErrorOutput?
        /// The process that was started, while it runs: the program, or its sandbox.
        var leader: pid_t?
        var hasClosedOutput = false
        /// It went on without its output until it was ended.
        var isOverdue = false
        var misunderstandings = Misunderstandings()
        /// Bytes of answers to its own requests that it has not taken yet.
        var unread = 0
        /// Why Recua ends it.
        var verdict: Incident.Verdict?
        /// No new requests: it was told to go, or its output has ended.
        var isEnding = false
        var isDismissed = false
        /// It has said what it is.
        var hasGreeted = false
        /// Why it is not taken for what it says.
        var refusal: Diagnostic?
        /// It ended while somebody waited for it.
        var wasMissed = false
        /// How it ended, once it has.
        var incident: Diagnostic?
    }

    let limits: ProgramLimits
    /// Which of the lives in the trace this is.
    let life: Int
    /// The answer to `initialize`, which is sent by ``live()``.
    let greeting = Promise<JSON>()
    let requests = OpenRequests()
    let state: Mutex<State>
    /// What is to be written to the program.
    let lines = AsyncStream.makeStream(of: Line.self)
    let orders = AsyncStream.makeStream(of: Order.self)
    /// Settled when the process and all that it started have ended.
    private let gone = Promise<Void>()
    let command: ProgramCommand

    init(_ command: ProgramCommand, _ identity: ProgramIdentity, _ limits: ProgramLimits) {
        self.command = command
        state = Mutex(State(identity: identity))
        self.limits = limits
        life = limits.trace?.begin() ?? 0
    }

    /// How messages name it.
    var identity: ProgramIdentity { state.withLock { $0.identity } }

    /// Keeps the secrets that it may know out of what is cut.
    var veil: Veil { state.withLock { $0.veil } }

    /// Names it by what is known of it meanwhile.
    func introduce(as identity: ProgramIdentity) { state.withLock { $0.identity = identity } }

    /// True when it takes no more requests.
    var isEnding: Bool { state.withLock { $0.isEnding || $0.incident != nil } }

    /// How it ended, when it did before it had done what it was started for. One that goes while nothing is asked of it
    /// does not crash. Known once ``live()`` has returned.
    var crash: Diagnostic? {
        state.withLock { state in
            if state.isDismissed { return nil }
            if let refusal = state.refusal, refusal.code == ProgramSeal.code { return refusal }
            return state.wasMissed || !state.hasGreeted ? state.incident : nil
        }
    }

    /// Runs the program until it has ended, and with it everything it started. Call once.
    func live() async {
        BrokenPipe.becomesAnError()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.greet() }
            do {
                let status = try await run()
                conclude { self.incident(status) }
            } catch {
                conclude { self.command.diagnostic(for: error, self.identity) }
            }
        }
    }

    /// Runs the process while somebody reads its standard error, to the last word.
    private func run() async throws -> TerminationStatus {
        try command.checkProgram(identity)
        let sight = try command.seal?.opened(by: identity)
        state.withLock { $0.sight = sight }
        let log = try ErrorOutput { self.overhear($0) }
        state.withLock { $0.log = log }
        defer { state.withLock { ($0.log, $0.leader) = (nil, nil) } }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await log.listen() }
            defer { group.cancelAll() }
            return try await Subprocess.run(
                command.configuration(limits), input: .inputWriter, output: .sequence, error: log.output
            ) { execution in
                log.closeWriteEnd()
                self.state.withLock { $0.leader = execution.processIdentifier.value }
                await self.converse(execution)
            }.terminationStatus
        }
    }

    /// Tells the program that it is no longer needed, sees to it that it goes, and returns when it has gone.
    func dismiss() async {
        state.withLock { ($0.isDismissed, $0.isEnding) = (true, true) }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.sayFarewell() }
            try? await gone.value()
            group.cancelAll()
        }
    }

    private func sayFarewell() async {
        _ = try? await request("shutdown", [:], Patience(limits.exitGrace), onSilence: .giveUp)
        lines.continuation.finish()
        try? await limits.clock.sleep(for: limits.exitGrace)
        orders.continuation.yield(.end(patience: .zero))
    }

    /// Runs the tasks that belong to the process until its output has ended and it is gone.
    private func converse(_ execution: Running) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.write(to: execution.standardInputWriter) }
            group.addTask { await self.obey(execution) }
            await self.read(execution.standardOutput)
            state.withLock { ($0.isEnding, $0.hasClosedOutput) = (true, true) }
            lines.continuation.finish()
            await end(execution, patience: isCondemned ? .zero : limits.exitGrace)
            group.cancelAll()
        }
    }

    /// Does what other tasks order, until the conversation ends.
    private func obey(_ execution: Running) async {
        await withDiscardingTaskGroup { group in
            for await order in orders.stream {
                switch order {
                case .cancel(let id): group.addTask { await self.insist(onCancelling: id) }
                case .end(let patience): group.addTask { await self.end(execution, patience: patience) }
                }
            }
        }
    }

    /// Answers all who wait: nobody will.
    private func conclude(_ incident: () -> Diagnostic) {
        let incident = incident()
        state.withLock { $0.incident = incident }
        let wasAsked = requests.end(with: incident)
        state.withLock { $0.wasMissed = wasAsked }
        gone.settle(.success(()))
    }
}
