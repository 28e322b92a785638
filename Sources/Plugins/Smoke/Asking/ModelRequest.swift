import RecuaCore

/// A request to a model's server, as a value: nothing is sent yet, and no secret resolved.
struct ModelRequest: Sendable, Hashable {
    /// How the answer is read.
    enum Dialect: Sendable, Hashable {
        /// The text that a model wrote.
        case text
        case embeddings
        /// The body as it is.
        case raw
    }

    var method: String
    /// Below the endpoint's URL.
    var path: String
    var headers: [String: Secret] = [:]
    var body: [UInt8] = []
    var dialect: Dialect
    var isStreamed = false
}

extension ModelRequest {
    static func get(_ path: String) -> ModelRequest { ModelRequest(method: "GET", path: path, dialect: .raw) }

    /// What asks the question of `test`; nil when it has none.
    init?(_ test: SmokeCase, _ settings: SmokeSection.Settings, modelName: String?) {
        switch test.question {
        case .chat(let prompt):
            let messages = prompt.messages.map {
                JSON.object(["role": .string($0.role), "content": .string($0.content)])
            }
            self.init(
                posting: Self.generation(test, settings, modelName, ["messages": .array(messages)]),
                to: "/v1/chat/completions")
        case .completion(let text):
            self.init(
                posting: Self.generation(test, settings, modelName, ["prompt": .string(text)]), to: "/v1/completions")
        case .embed(let texts):
            self.init(posting: Self.named(modelName, ["input": .array(texts.map(JSON.string))]), to: "/v1/embeddings")
            dialect = .embeddings
        case .request(let raw): self.init(raw)
        case nil: return nil
        }
        isStreamed = test.stream == true && dialect == .text
    }

    private init(posting body: JSON, to path: String) {
        self.init(
            method: "POST", path: path, headers: ["Content-Type": Secret(reference: "application/json")],
            body: Array(body.text().utf8), dialect: .text
        )
    }

    private init(_ raw: RawRequest) {
        self.init(method: raw.effectiveMethod, path: raw.path, headers: raw.headers ?? [:], dialect: .raw)
        guard let body = raw.body else { return }
        self.body = Array((body.string ?? body.text()).utf8)
        let isTyped = headers.keys.contains { $0.lowercased() == "content-type" }
        if !isTyped, body.string == nil { headers["Content-Type"] = Secret(reference: "application/json") }
    }

    private static func generation(
        _ test: SmokeCase, _ settings: SmokeSection.Settings, _ modelName: String?, _ question: [String: JSON]
    ) -> JSON {
        var body = named(modelName, question)
        body["temperature"] = .number(settings.temperature)
        body["seed"] = .integer(Int64(settings.seed))
        body["max_tokens"] = .integer(Int64(settings.maxTokens))
        body["stream"] = .bool(test.stream == true)
        if test.stream == true { body["stream_options"] = ["include_usage": true] }
        // A prompt taken from the cache is computed in other batches, which changes the last bits of the numbers.
        if test.expect?.identical == true { body["cache_prompt"] = false }
        return body
    }

    private static func named(_ modelName: String?, _ members: [String: JSON]) -> JSON {
        var body = JSON.object(members)
        body["model"] = modelName.map(JSON.string)
        return body
    }

    /// The same completion in llama.cpp's own dialect, for servers that lack OpenAI's; nil when this is none.
    var nativeCompletion: ModelRequest? {
        guard path == "/v1/completions", var json = try? JSON(parsing: body) else { return nil }
        json["n_predict"] = json["max_tokens"]
        json["max_tokens"] = nil
        json["stream_options"] = nil
        var copy = self
        copy.path = "/completion"
        copy.body = Array(json.text().utf8)
        return copy
    }
}
