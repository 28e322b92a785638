import RecuaCore

/// Puts an answer together from the events of its stream, and judges whether it really came as one.
struct StreamedAnswer {
    private(set) var answer: Answer
    /// True after `[DONE]`, or after the last event of llama.cpp's own dialect.
    private(set) var isDone = false
    /// Events that carried content.
    private(set) var deltas = 0
    private var firstContent: (time: Duration, read: Int)?
    private var lastContent: Duration?
    private var endRead: Int?

    init(status: Int) { answer = Answer(status: status) }

    /// - Parameters:
    ///   - time: since the request was sent.
    ///   - read: the number of the network read that completed the event.
    mutating func take(_ event: ServerSentEvent, at time: Duration, read: Int) {
        if event.data == "[DONE]" {
            isDone = true
            endRead = read
            return
        }
        guard let json = try? JSON(parsing: event.data) else {
            report("expected every event to be JSON, found `\(event.data.prefix(80))`")
            return
        }
        guard event.name != "error", json["error"] == nil else {
            report("the stream reports an error: \(Answer.errorMessage(json) ?? String(event.data.prefix(200)))")
            return
        }
        takeContent(json, at: time, read: read)
        answer.readCounts(json)
        if json["choices"] == nil, json["stop"]?.bool == true {
            isDone = true
            endRead = read
        }
    }

    private mutating func takeContent(_ json: JSON, at time: Duration, read: Int) {
        let choice = json["choices"]?[0]
        let text = choice?["delta"]?["content"]?.string ?? choice?["text"]?.string ?? json["content"]?.string ?? ""
        let reasoning = choice?["delta"]?["reasoning_content"]?.string ?? ""
        guard !text.isEmpty || !reasoning.isEmpty else { return }
        answer.text += text
        answer.reasoning += reasoning
        deltas += 1
        if firstContent == nil { firstContent = (time, read) }
        lastContent = time
    }

    private mutating func report(_ problem: String) {
        if !answer.problems.contains(problem) { answer.problems.append(problem) }
    }

    /// The answer, with what is wrong with its stream.
    ///
    /// - Parameter mustArriveInPieces: true when nothing between here and the model may hold the answer back.
    func finished(mustArriveInPieces: Bool) -> Answer {
        var result = answer
        result.timeToFirstToken = firstContent?.time
        if let first = firstContent?.time, let last = lastContent { result.contentSpan = last - first }
        guard result.problems.isEmpty else { return result }
        if !isDone { result.problems.append("expected the stream to end with `[DONE]`, found its end without") }
        // An answer of a token or three may well be one event; of the end-of-text token nothing is seen.
        guard answer.completionTokens.map({ $0 > 3 }) ?? true else { return result }
        if deltas < 2 {
            result.problems.append(
                "expected the answer as a stream, found it in \(deltas == 1 ? "one piece" : "no event")")
        } else if mustArriveInPieces, let first = firstContent?.read, let end = endRead, first == end {
            result.problems.append("expected the answer while it is made, found all of it arriving at once")
        }
        return result
    }
}
