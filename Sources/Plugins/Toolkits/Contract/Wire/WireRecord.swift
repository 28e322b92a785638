import RecuaCore
import RecuaRPC

/// What was said in one life of a program, and what was odd about it.
struct WireRecord: Sendable {
    /// A line each, the newest last.
    private(set) var transcript: [String] = []
    /// Lines of standard output that are no messages.
    private(set) var strays: [String] = []
    /// What is wrong with answers: to nothing, or a second one.
    private(set) var oddities: [String] = []
    private(set) var answers: [JSON: Result<JSON, AnswerError>] = [:]
    private var asked: Set<JSON> = []

    mutating func said(_ bytes: [UInt8]) { add("host", bytes) }

    mutating func asks(_ id: JSON) { asked.insert(id) }

    mutating func logged(_ bytes: [UInt8]) { add("log", bytes) }

    /// Takes a line of standard output.
    ///
    /// - Returns: what it means; nil for what is no message.
    mutating func heard(_ bytes: [UInt8]) -> Message? {
        add("plugin", bytes)
        guard let message = Message(bytes) else {
            if bytes.contains(where: { $0 > 0x20 }) { strays.append(PlainText.line(bytes)) }
            return nil
        }
        if case .answer(let id, let result) = message { answered(id, result) }
        return message
    }

    /// An error without an id says of a line that it was no message, as JSON-RPC has it.
    private mutating func answered(_ id: JSON, _ result: Result<JSON, AnswerError>) {
        if id.isNull { return }
        if !asked.contains(id) {
            oddities.append("it answered a request that was never made: id \(id.text())")
        } else if answers[id] != nil {
            oddities.append("it answered the request \(id.text()) twice")
        } else {
            answers[id] = result
        }
    }

    private mutating func add(_ speaker: String, _ bytes: [UInt8]) {
        transcript.append(Self.line(speaker, bytes))
        if transcript.count > 400 { transcript.removeFirst(200) }
    }

    /// `host>   {"id":1,…`, and of what is long its beginning and its length.
    static func line(_ speaker: String, _ bytes: [UInt8]) -> String {
        let text = PlainText.line(Array(bytes.prefix(1000)))
        let shown = bytes.count > 300 ? "\(text.prefix(300))… (\(bytes.count) bytes)" : text
        return "\(speaker)>\(String(repeating: " ", count: max(1, 8 - speaker.count - 1)))\(shown)"
    }
}
