import RecuaCore

/// Reads the body of one response as it comes.
struct AnswerReader {
    /// More than any model writes; a server that never stops is not read for ever.
    private static let limit = 16 << 20

    private let request: ModelRequest
    private let status: Int
    private let isEventStream: Bool
    private var body: [UInt8] = []
    private var reads = 0
    private var size = 0
    private var events = ServerSentEventParser()
    private var stream: StreamedAnswer

    init(_ request: ModelRequest, status: Int, contentType: String) {
        self.request = request
        self.status = status
        isEventStream = contentType.lowercased().hasPrefix("text/event-stream") && request.dialect == .text
        stream = StreamedAnswer(status: status)
    }

    /// - Throws: ``Diagnostic`` `smoke.too-long` beyond 16 MiB.
    mutating func take(_ bytes: some Collection<UInt8>, at time: Duration) throws {
        reads += 1
        size += bytes.count
        guard size <= Self.limit else {
            throw Diagnostic("smoke.too-long", "the answer is longer than \(Self.limit >> 20) MiB")
        }
        guard isEventStream else { return body.append(contentsOf: bytes) }
        for event in events.take(bytes) { stream.take(event, at: time, read: reads) }
    }

    func answer(at time: Duration, mustArriveInPieces: Bool) -> Answer {
        var answer =
            isEventStream
            ? stream.finished(mustArriveInPieces: mustArriveInPieces && request.isStreamed) : whole()
        answer.duration = time
        return answer
    }

    private func whole() -> Answer {
        var answer = Answer(status: status)
        let text = String(decoding: body, as: UTF8.self)
        let json = try? JSON(parsing: body)
        guard request.dialect != .raw, (200..<300).contains(status) else {
            answer.text = json.flatMap { request.dialect == .raw ? nil : Answer.errorMessage($0) } ?? text
            return answer
        }
        guard let json else {
            answer.text = text
            answer.problems.append("expected JSON, found \(text.isEmpty ? "nothing" : "`\(text.prefix(80))`")")
            return answer
        }
        if request.dialect == .embeddings { answer.readEmbeddings(json) } else { answer.read(json) }
        if request.isStreamed { answer.problems.append("expected an event stream, found the whole answer at once") }
        return answer
    }
}
