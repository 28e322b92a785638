import RecuaCore
import RecuaRPC
import Subprocess
import Synchronization

extension ProgramProcess {
    /// Sends the lines one after the other; when there will be no more, closes the program's standard input.
    func write(to writer: StandardInputWriter) async {
        for await line in lines.stream {
            limits.trace?.host(line.bytes, identity.name, life)
            guard let count = try? await writer.write(line.bytes), count == line.bytes.count else {
                // The usual reason is that it has just ended; its status then says more than this.
                state.withLock { $0.isEnding = true }
                lines.continuation.finish()
                orders.continuation.yield(.end(patience: limits.exitGrace))
                break
            }
            if line.isAnswer { state.withLock { $0.unread -= line.bytes.count } }
        }
        try? await writer.finish()
    }

    func send(_ message: Message) { lines.continuation.yield(Line(bytes: message.line)) }

    /// Answers a request of the program's own. One that asks on and on and never reads is not waited for.
    private func answer(_ id: JSON, _ result: Result<JSON, AnswerError>) {
        var bytes = Message.answer(id: id, result).line
        if bytes.count > limits.lineLength {
            let refusal = AnswerError(
                "the answer is longer than a line may be", code: "plugin.protocol", kind: "config")
            // Its own id may be what is too long.
            let id = id.text().utf8.count <= 1_000 ? id : .null
            bytes = Message.answer(id: id, .failure(refusal)).line
        }
        let isTooMuch = state.withLock { state in
            defer { state.unread += bytes.count }
            return state.unread > limits.unread
        }
        if isTooMuch {
            return condemn("plugin.protocol", "does not read the answers that it asks for: \(limits.unread) bytes wait")
        }
        lines.continuation.yield(Line(bytes: bytes, isAnswer: true))
    }

    /// Takes the program's messages until its output ends. Nothing counts any more once the program is condemned.
    func read(_ output: SubprocessOutputSequence) async {
        var splitter = LineSplitter(limit: limits.lineLength)
        do {
            for try await chunk in output {
                if isCondemned { return }
                for line in chunk.withUnsafeBytes({ splitter.take($0) }) where !isCondemned { receive(line) }
            }
        } catch {
            condemn("plugin.crashed", "could not be read from: \(error)")
        }
        if let line = splitter.finish() { receive(line) }
    }

    /// Takes a line of the program's log.
    func overhear(_ line: LineSplitter.Line) {
        let text = PlainText.line(line.bytes, behind: veil)
        guard !text.isEmpty else { return }
        limits.trace?.log(text, identity.name, life)
        state.withLock { $0.words.add(text) }
        requests.listener(nil)?.host?.log(text, level: .debug)
    }

    private func receive(_ line: LineSplitter.Line) {
        // What it wrote to its log before belongs to what is at work now.
        state.withLock { $0.log }?.catchUp()
        switch line {
        case .cut:
            condemn("plugin.protocol", "wrote a line of more than \(limits.lineLength) bytes to standard output")
        case .whole(let bytes):
            guard bytes.contains(where: { $0 > 0x20 }) else { return }
            limits.trace?.plugin(bytes, identity.name, life)
            do {
                receive(try Message(reading: bytes))
            } catch {
                stray(error)
            }
        }
    }

    private func receive(_ message: Message) {
        switch message {
        case .answer(let id, let result):
            receive(answerTo: id, result)
        case .notification(let method, let params):
            receive(method, params)
        case .request(let id, "secret", let params):
            if let request = params["id"]?.integer { requests.hear(request) }
            let listener = params["id"]?.integer.flatMap { requests.listener($0) }
            answer(id, (listener ?? .nobody).secret(params))
        case .request(let id, let method, _):
            if Self.notifications.contains(method) { misunderstand(aRequest: method) }
            answer(id, .failure(.unknown(method)))
        }
    }

    private func receive(answerTo id: JSON, _ result: Result<JSON, AnswerError>) {
        guard let id = id.integer, requests.wasAsked(id) else { return misunderstand(anAnswerTo: id, result) }
        if !requests.settle(id, result.mapError { $0.failure }) { overhear(secondAnswerTo: id) }
    }

    /// A second answer to the same request finds nobody who waits, and is ignored. One that nobody waits for any longer
    /// looks the same, but is asked for only when the program is to go.
    private func overhear(secondAnswerTo id: Int64) {
        guard !isEnding else { return }
        warn(once: "second answer", "\(identity) answered a request twice: id \(id)")
    }
}
