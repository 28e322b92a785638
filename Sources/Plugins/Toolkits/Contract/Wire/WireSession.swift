import Glibc
import RecuaCore
import RecuaProcess
import RecuaRPC
import Subprocess
import Synchronization

/// One life of a program, spoken to line by line: whatever it does, ``open(_:_:_:)`` ends it and all that it started.
final class WireSession: Sendable {
    private enum Order: Sendable {
        case line([UInt8])
        case close
    }

    private struct State {
        var record = WireRecord()
        var nextID: Int64 = 1
        /// Nothing comes from its standard output any more.
        var hasEnded = false
        /// Nor from its standard error.
        var hasFallenSilent = false
    }

    private let patience: WirePatience
    private let pid: pid_t
    /// True when the kernel ends all that the program started together with it.
    let isConfined: Bool
    private let mark: String
    private let state = Mutex(State())
    private let orders = AsyncStream.makeStream(of: Order.self)

    private init(_ pid: pid_t, _ program: WireProgram, mark: String, _ patience: WirePatience) {
        self.pid = pid
        isConfined = !program.sandbox.isEmpty
        self.mark = "\(TrialMark.variable)=\(mark)"
        self.patience = patience
    }

    var record: WireRecord { state.withLock { $0.record } }

    /// Starts the program, lends its life to `body`, and sees to its end.
    ///
    /// - Returns: what `body` came to, and all that was said.
    /// - Throws: ``Breach`` when it cannot be started.
    static func open<Value: Sendable>(
        _ program: WireProgram, _ patience: WirePatience,
        _ body: @escaping @Sendable @concurrent (WireSession) async throws -> Value
    ) async throws -> (Result<Value, any Error>, WireRecord) {
        BrokenPipe.becomesAnError()
        let mark = TrialMark.value()
        do {
            return try await run(
                program.configuration(mark: mark), input: .inputWriter, output: .sequence, error: .sequence
            ) { execution in
                let session = WireSession(execution.processIdentifier.value, program, mark: mark, patience)
                let result = await session.live(execution, body)
                return (result, session.record)
            }.closureResult
        } catch {
            throw Breach("`\(program.run.first ?? "")` cannot be started: \(PlainText.sentence("\(error)"))")
        }
    }

    private func live<Value: Sendable>(
        _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>,
        _ body: @escaping @Sendable @concurrent (WireSession) async throws -> Value
    ) async -> Result<Value, any Error> {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.write(to: execution.standardInputWriter) }
            group.addTask { await self.read(execution.standardOutput) }
            group.addTask { await self.listen(to: execution.standardError) }
            let result: Result<Value, any Error>
            do { result = .success(try await body(self)) } catch { result = .failure(error) }
            closeInput()
            _ = await goes(within: patience.farewell)
            end()
            // Its last words count.
            _ = await until(patience.farewell) { self.state.withLock { $0.hasEnded && $0.hasFallenSilent } }
            group.cancelAll()
            return result
        }
    }

    /// Sends one line as it is.
    func send(_ line: [UInt8]) {
        state.withLock { $0.record.said(line) }
        orders.continuation.yield(.line(line + [UInt8(ascii: "\n")]))
    }

    func send(_ message: Message) { send(Array(message.json.text().utf8)) }

    /// Sends a message with an id of its own, whose answer is waited for by ``answer(_:to:)``.
    func post(_ message: Message) {
        if case .request(let id, _, _) = message { state.withLock { $0.record.asks(id) } }
        send(message)
    }

    /// Asks, and waits for nothing.
    ///
    /// - Parameter besides: members beside those of the protocol.
    /// - Returns: the request's id.
    func ask(_ method: String, _ params: JSON, besides: JSON = [:]) -> Int64 {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            state.record.asks(.integer(state.nextID))
            return state.nextID
        }
        var request = Message.request(id: .integer(id), method: method, params: params).json
        for (name, value) in besides.object ?? [:] { request[name] = value }
        send(Array(request.text().utf8))
        return id
    }

    /// - Throws: ``Breach`` when no answer comes in time, or the program is gone.
    func answer(_ id: JSON, to method: String) async throws -> Result<JSON, AnswerError> {
        let known = { self.state.withLock { $0.record.answers[id] } }
        _ = await until(patience.answer) { known() != nil || self.state.withLock { $0.hasEnded } }
        if let answer = known() { return answer }
        let (hasEnded, stray) = state.withLock { ($0.hasEnded, $0.record.strays.first) }
        let end =
            hasEnded ? "it ended before it answered" : "within \(WirePatience.text(patience.answer)) it did not answer"
        let wrote = stray.map { "; it wrote what is no message: `\($0.prefix(60))`" } ?? ""
        throw Breach("\(end) `\(method)` (id \(id.text()))\(wrote)")
    }

    func request(_ method: String, _ params: JSON, besides: JSON = [:]) async throws -> Result<JSON, AnswerError> {
        try await answer(.integer(ask(method, params, besides: besides)), to: method)
    }

    func closeInput() { orders.continuation.yield(.close) }

    /// SIGTERM to the program and what it started, as Recua sends it: the sandbox itself must not hear it.
    func terminate() {
        if isConfined { SessionProcesses.signal(SIGTERM, leader: pid) } else { kill(-pid, SIGTERM) }
    }

    /// Waits for the end of the program.
    func goes(within patience: Duration) async -> Bool { await until(patience) { !SessionProcesses.isAlive(self.pid) } }

    /// Waits until all has gone that it started.
    func leavesNothing(within patience: Duration) async -> Bool { await until(patience) { self.started.isEmpty } }

    /// How much of what it started has left its session, where no signal of Recua's reaches it.
    var strayed: Int {
        started.count {
            let session = getsid($0)
            // What has ended since it was listed has none.
            return session >= 0 && session != self.pid
        }
    }

    /// What runs of all that it started.
    private var started: [pid_t] {
        let session = SessionProcesses.members(of: pid).filter(SessionProcesses.isAlive)
        return Array(Set(session + MarkedProcesses.all(with: mark).filter { $0 != pid }))
    }

    private func end() {
        SessionProcesses.signal(SIGKILL, leader: pid)
        kill(pid, SIGKILL)
        if !isConfined { MarkedProcesses.end(with: mark) }
    }

    private func write(to writer: StandardInputWriter) async {
        for await order in orders.stream {
            guard case .line(let line) = order else { break }
            guard let count = try? await writer.write(line), count == line.count else { break }
        }
        try? await writer.finish()
    }

    private func read(_ output: SubprocessOutputSequence) async {
        var splitter = LineSplitter(limit: Conversation.lineLength)
        do {
            for try await chunk in output {
                for line in chunk.withUnsafeBytes({ splitter.take($0) }) { hear(line.bytes) }
            }
        } catch {
            // Its end is what is looked at then.
        }
        if let line = splitter.finish() { hear(line.bytes) }
        state.withLock { $0.hasEnded = true }
    }

    private func hear(_ bytes: [UInt8]) {
        let message = state.withLock { $0.record.heard(bytes) }
        // There is nobody here who knows secrets.
        guard case .request(let id, let method, _) = message else { return }
        let refusal = AnswerError("there are no secrets in a check: `\(method)`", code: "plugin.secret")
        send(.answer(id: id, .failure(refusal)))
    }

    private func listen(to log: SubprocessOutputSequence) async {
        var splitter = LineSplitter(limit: 64 << 10)
        do {
            for try await chunk in log {
                for line in chunk.withUnsafeBytes({ splitter.take($0) }) { overhear(line) }
            }
        } catch {
            // A log that breaks off breaks no rule.
        }
        if let line = splitter.finish() { overhear(line) }
        state.withLock { $0.hasFallenSilent = true }
    }

    private func overhear(_ line: LineSplitter.Line) { state.withLock { $0.record.logged(line.bytes) } }

    private func until(_ patience: Duration, _ condition: () -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + patience
        while !condition() {
            guard ContinuousClock.now < deadline, !Task.isCancelled else { return condition() }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return true
    }
}
