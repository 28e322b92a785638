import RecuaCore

/// Answers in the shape of llama.cpp's server.
enum Llama {
    static let modelName = "demo-model"

    /// A sound server that says `text` to everything.
    static func replying(_ text: String) -> @Sendable (Received) -> Reply {
        { request in
            switch request.path {
            case "/health": .json(["status": "ok"])
            case "/v1/models": .json(models)
            case "/v1/chat/completions" where request.body["stream"] == true: .stream(events(text))
            case "/v1/chat/completions": .json(chat(text))
            case "/v1/completions": .json(completion(text))
            case "/v1/embeddings": .json(embeddings([[1, 0, 0], [0.9, 0.1, 0], [0, 0, 1]]))
            default: .json(["error": ["code": 404, "message": "File Not Found"]], status: 404)
            }
        }
    }

    /// A sound server that embeds and refuses to chat.
    static func embedding(_ request: Received) -> Reply {
        guard request.path != "/v1/chat/completions" else {
            let message: JSON = "This server does not support completions. Start it without `--embeddings`"
            return .json(["error": ["code": 501, "message": message, "type": "not_supported_error"]], status: 501)
        }
        return replying("")(request)
    }

    /// Longer than what a report keeps of an answer, as with a chat template in it.
    static let models: JSON = [
        "object": "list",
        "data": [
            ["meta": .string(String(repeating: "template ", count: 500)), "id": "other"],
            ["id": .string(modelName), "object": "model"],
        ],
    ]

    static func chat(_ text: String, finishReason: JSON = "stop") -> JSON {
        [
            "choices": [
                [
                    "finish_reason": finishReason, "index": 0,
                    "message": ["role": "assistant", "content": .string(text)],
                ]
            ],
            "model": .string(modelName), "object": "chat.completion",
            "usage": ["completion_tokens": 8, "prompt_tokens": 15, "total_tokens": 23],
            "timings": ["prompt_n": 15, "predicted_n": 8, "predicted_per_second": 31.5],
        ]
    }

    static func completion(_ text: String) -> JSON {
        [
            "choices": [["finish_reason": "length", "index": 0, "text": .string(text)]], "object": "text_completion",
            "usage": ["completion_tokens": 8, "prompt_tokens": 3, "total_tokens": 11],
        ]
    }

    static func nativeCompletion(_ text: String) -> JSON {
        [
            "content": .string(text), "stop": true, "stop_type": "limit", "tokens_predicted": 8, "tokens_evaluated": 3,
            "timings": ["predicted_per_second": 20.0],
        ]
    }

    static func embeddings(_ vectors: [[Double]]) -> JSON {
        let items = vectors.enumerated().map { index, vector -> JSON in
            ["object": "embedding", "index": .integer(Int64(index)), "embedding": .array(vector.map(JSON.number))]
        }
        return ["object": "list", "data": .array(items.reversed()), "usage": ["prompt_tokens": 9, "total_tokens": 9]]
    }

    /// The events of a stream, one a word.
    static func events(_ text: String, isDone: Bool = true) -> [String] {
        let words = text.split(separator: " ").enumerated().map { ($0.offset > 0 ? " " : "") + $0.element }
        let deltas = words.map {
            event(["choices": [["index": 0, "delta": ["content": .string($0)], "finish_reason": .null]]])
        }
        let head = event([
            "choices": [["index": 0, "delta": ["role": "assistant", "content": .null], "finish_reason": .null]]
        ])
        let tail = event(["choices": [["index": 0, "delta": [:], "finish_reason": "stop"]]])
        let usage = event([
            "choices": [], "usage": ["completion_tokens": 8, "prompt_tokens": 15],
            "timings": ["predicted_n": 8, "predicted_per_second": 31.5],
        ])
        return [head] + deltas + [tail, usage] + (isDone ? ["data: [DONE]\n\n"] : [])
    }

    static func event(_ json: JSON) -> String { "data: \(json.text())\n\n" }
}
