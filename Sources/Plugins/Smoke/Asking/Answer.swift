import RecuaCore

/// What came back for one request, whatever the API's dialect.
struct Answer: Sendable {
    var status: Int
    var text = ""
    /// What the model thought before it answered, where the server tells it apart.
    var reasoning = ""
    var finishReason: String?
    var promptTokens: Int?
    var completionTokens: Int?
    /// Generated tokens a second, by the server's own clock.
    var serverRate: Double?
    /// One a text, in the order of the texts.
    var embeddings: [[Double]] = []
    /// From the request to the last byte.
    var duration = Duration.zero
    var timeToFirstToken: Duration?
    /// From the first content to the last, of a streamed answer.
    var contentSpan: Duration?
    /// What is wrong with the answer itself, whatever was expected of it.
    var problems: [String] = []

    /// Generated tokens a second after the first: the server's number, else by the clock from a stream.
    var tokensPerSecond: (value: Double, isByClock: Bool)? {
        if let serverRate { return (serverRate, false) }
        guard let tokens = completionTokens, tokens > 1, let span = contentSpan, span > .zero else { return nil }
        return (Double(tokens - 1) / span.inSeconds, true)
    }

    /// True when the model said something.
    var isSpoken: Bool { !text.isEmpty || !reasoning.isEmpty }
}

extension Answer {
    /// Takes over what the body of a complete answer says, in any of the dialects that llama.cpp and OpenAI speak.
    mutating func read(_ json: JSON) {
        let choice = json["choices"]?[0]
        text = choice?["message"]?["content"]?.string ?? choice?["text"]?.string ?? json["content"]?.string ?? ""
        reasoning = choice?["message"]?["reasoning_content"]?.string ?? ""
        readCounts(json)
    }

    /// Finish reason, token counts and speed; in a stream they come with the last events.
    mutating func readCounts(_ json: JSON) {
        finishReason =
            json["choices"]?[0]?["finish_reason"]?.string ?? Self.finishReason(json["stop_type"]?.string)
            ?? finishReason
        let usage = json["usage"]
        let timings = json["timings"]
        promptTokens = count(usage?["prompt_tokens"], timings?["prompt_n"], json["tokens_evaluated"]) ?? promptTokens
        completionTokens =
            count(usage?["completion_tokens"], timings?["predicted_n"], json["tokens_predicted"]) ?? completionTokens
        if let rate = timings?["predicted_per_second"]?.number, rate > 0 { serverRate = rate }
    }

    /// llama.cpp's own word for a finish reason, as OpenAI's.
    private static func finishReason(_ stopType: String?) -> String? {
        switch stopType {
        case "eos", "word": "stop"
        case "limit": "length"
        default: nil
        }
    }

    private func count(_ candidates: JSON?...) -> Int? {
        candidates.lazy.compactMap { $0?.integer }.first.flatMap { Int(exactly: $0) }
    }

    /// Takes over the vectors of an answer of `/v1/embeddings`.
    mutating func readEmbeddings(_ json: JSON) {
        guard let items = json["data"]?.array else {
            problems.append("expected a list `data` of embeddings, found none")
            return
        }
        let ordered = items.enumerated().sorted { left, right in
            (left.element["index"]?.integer ?? Int64(left.offset))
                < (right.element["index"]?.integer ?? Int64(right.offset))
        }
        embeddings = ordered.map { $0.element["embedding"]?.array?.compactMap(\.number) ?? [] }
        promptTokens = count(json["usage"]?["prompt_tokens"])
        if embeddings.contains(where: \.isEmpty) {
            problems.append("expected one vector of numbers a text, found something else (is `server.pooling` set?)")
        }
        text = "\(embeddings.count) vectors of \(embeddings.first?.count ?? 0) numbers"
    }

    /// The text of an error in OpenAI's or llama.cpp's envelope.
    static func errorMessage(_ json: JSON) -> String? {
        json["error"]?["message"]?.string ?? json["error"]?.string ?? json["message"]?.string ?? json["Message"]?.string
    }
}
