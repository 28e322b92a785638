import RecuaCore
import RecuaRPC
import Synchronization

/// What goes to the host: one message after the other, each a line, none longer than the host reads.
final class Outbox: Sendable {
    private let write: Mutex<@Sendable ([UInt8]) -> Void>

    /// - Parameter write: takes one whole line a call, never two at once.
    init(_ write: @escaping @Sendable ([UInt8]) -> Void) { self.write = Mutex(write) }

    /// Sends a message. One that is too long ends the request it answers with an error; any other is dropped.
    func send(_ message: Message) {
        var line = message.line
        if line.count > Conversation.lineLength {
            guard case .answer(let id, _) = message else { return }
            line = Message.answer(id: id, .failure(Self.tooLong(line.count))).line
        }
        write.withLock { $0(line) }
    }

    private static func tooLong(_ count: Int) -> AnswerError {
        AnswerError(
            "the answer takes \(count) bytes as JSON, and \(Conversation.lineLength) at most are read",
            code: "program.answer-too-long", kind: "internal",
            help: "an artifact is a small value: put what is large into a file, and name it by path, size and SHA-256")
    }
}
