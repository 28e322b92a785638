import RecuaCore
import RecuaRPC

/// Answers what the host asks of a plugin (docs/plugin-protocol.md), many requests at once.
struct ProgramServer: Sendable {
    let provider: any StepProvider
    let inbox: Inbox
    let outbox: Outbox
    let questions: Questions
    private let work = OpenWork()
    private let concurrency: Int

    init(_ provider: any StepProvider, concurrency: Int, outbox: Outbox) {
        self.provider = provider
        self.concurrency = concurrency
        self.outbox = outbox
        questions = Questions(outbox)
        inbox = Inbox(questions)
    }

    /// Serves until the input ends; what is at work then is cancelled, since nobody waits for it.
    func serve() async {
        await withDiscardingTaskGroup { group in
            for await call in inbox.calls {
                switch call {
                case .request(let id, let method, let params):
                    let stop = work.begin(id)
                    group.addTask { await answer(id, method, params, until: stop) }
                case .notification("cancel", let params):
                    if let id = params["id"] { work.stop(id) }
                case .notification, .answer: break
                }
            }
            work.stop()
        }
    }

    /// Does what a request asks, in a task that ends when `stop` does, and sends the answer.
    private func answer(_ id: JSON, _ method: String, _ params: JSON, until stop: AsyncStream<Never>) async {
        let result = await withTaskGroup(of: Result<JSON, AnswerError>?.self) { group in
            group.addTask { await outcome(of: method, ProgramRequest(id: id, params: params)) }
            group.addTask {
                for await _ in stop {}
                return nil
            }
            while let finished = await group.next() {
                group.cancelAll()
                if let finished { return finished }
            }
            return .failure(Self.cancelled)
        }
        work.end(id)
        outbox.send(.answer(id: id, result))
    }

    private func outcome(of method: String, _ request: ProgramRequest) async -> Result<JSON, AnswerError> {
        do {
            return .success(try await perform(method, request))
        } catch is CancellationError {
            return .failure(Self.cancelled)
        } catch let error as AnswerError {
            return .failure(error)
        } catch {
            return .failure(told(error, of: request))
        }
    }

    /// An error as the engine would report it. Of several the first is the answer, and the others go before it.
    private func told(_ error: any Error, of request: ProgramRequest) -> AnswerError {
        let all = Diagnostics.from(error, code: "\(provider.descriptor.name).failed")
        guard let first = all.first(where: { $0.severity == .error }) ?? all.first else {
            return AnswerError("it failed without saying why")
        }
        for other in all where other != first { outbox.send(request.notification(of: other)) }
        var answer = AnswerError(first)
        answer.artifact = (error as? FailedOutput)?.artifact
        return answer
    }

    private func perform(_ method: String, _ request: ProgramRequest) async throws -> JSON {
        switch method {
        case "initialize": return try ProgramDescription(provider.descriptor, concurrency).answer(to: request.params)
        case "check": return try await check(request)
        case "plan": return try await plan(request)
        case "run": return try await run(request)
        case "observe": return try await observe(request)
        case "destroy": return try await destroy(request)
        case "shutdown": return [:]
        default: throw AnswerError("unknown method `\(method)`", number: AnswerError.unknownMethod)
        }
    }

    private static let cancelled = AnswerError("cancelled", kind: "cancelled")
}
