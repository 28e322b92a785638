@preconcurrency import Dispatch
import RecuaCore
import RecuaRPC
import Synchronization

/// What this program has asked the host, and waits to be told.
///
/// The waiting blocks its thread. ``StepHost/resolve(_:)`` is no asynchronous function, and the answer cannot be held
/// up by that: it is taken by the thread that reads the input, which waits for nobody.
final class Questions: Sendable {
    private final class Question: Sendable {
        let answer = Mutex<Result<JSON, AnswerError>?>(nil)
        let isAnswered = DispatchSemaphore(value: 0)
    }

    private struct State {
        var count = 0
        var open: [JSON: Question] = [:]
        var isOver = false
    }

    private let state = Mutex(State())
    private let outbox: Outbox

    init(_ outbox: Outbox) { self.outbox = outbox }

    /// Asks, and waits for the answer.
    ///
    /// - Throws: ``Diagnostic``: what the host answered, or `program.no-answer` when it has gone.
    func ask(_ method: String, _ params: JSON) throws -> JSON {
        let question = Question()
        let id = state.withLock { state -> JSON? in
            if state.isOver { return nil }
            state.count += 1
            let id = JSON.string("q\(state.count)")
            state.open[id] = question
            return id
        }
        guard let id else { throw Self.nobody.diagnostic }
        outbox.send(.request(id: id, method: method, params: params))
        question.isAnswered.wait()
        do {
            return try question.answer.withLock { $0 ?? .failure(Self.nobody) }.get()
        } catch {
            throw error.diagnostic
        }
    }

    /// Hands an answer to who waits for it. One that nobody waits for is ignored.
    func settle(_ id: JSON, _ result: Result<JSON, AnswerError>) {
        guard let question = state.withLock({ $0.open.removeValue(forKey: id) }) else { return }
        question.answer.withLock { $0 = result }
        question.isAnswered.signal()
    }

    /// The host has gone: nobody is answered any more.
    func end() {
        let open = state.withLock { state in
            state.isOver = true
            return Array(state.open.keys)
        }
        for id in open { settle(id, .failure(Self.nobody)) }
    }

    private static let nobody = AnswerError("Recua has gone before it answered", code: "program.no-answer")
}
