import RecuaCore
import RecuaRPC
import Synchronization

/// What comes from the host: bytes go in, calls come out, and answers go straight to who waits for them.
final class Inbox: Sendable {
    /// Requests and notifications, in order; ends when the input does.
    let calls: AsyncStream<Message>
    private let continuation: AsyncStream<Message>.Continuation
    private let questions: Questions
    private let splitter = Mutex(LineSplitter(limit: Conversation.lineLength))

    /// - Parameter questions: what was asked of the host.
    init(_ questions: Questions) {
        self.questions = questions
        (calls, continuation) = AsyncStream.makeStream(of: Message.self)
    }

    func take(_ bytes: UnsafeRawBufferPointer) {
        for line in splitter.withLock({ $0.take(bytes) }) { take(line) }
    }

    func end() {
        if let line = splitter.withLock({ $0.finish() }) { take(line) }
        continuation.finish()
        questions.end()
    }

    private func take(_ line: LineSplitter.Line) {
        // A host sends messages and nothing else; there is nobody to tell of what is none but the log.
        guard case .whole(let bytes) = line, let message = Message(bytes) else {
            if !line.bytes.allSatisfy({ $0 <= 0x20 }) {
                StandardError.write("not a message: \(PlainText.line(Array(line.bytes.prefix(200))))\n")
            }
            return
        }
        if case .answer(let id, let result) = message {
            questions.settle(id, result)
        } else {
            continuation.yield(message)
        }
    }
}
