package import RecuaCore

/// One line of the conversation between Recua and a program, a JSON-RPC 2.0 object. Both sides send all three.
package enum Message: Sendable, Hashable {
    case request(id: JSON, method: String, params: JSON)
    case notification(method: String, params: JSON)
    case answer(id: JSON, Result<JSON, AnswerError>)

    /// - Returns: nil for what is neither a call nor an answer. Members that the protocol does not know are left out.
    package init?(_ json: JSON) {
        let id = json["id"]
        if let method = json["method"]?.string {
            let params = json["params"] ?? [:]
            self =
                id.map { .request(id: $0, method: method, params: params) }
                ?? .notification(method: method, params: params)
        } else if let id, let error = json["error"], !error.isNull {
            self = .answer(id: id, .failure(AnswerError(error)))
        } else if let id, let result = json["result"] {
            self = .answer(id: id, .success(result))
        } else {
            return nil
        }
    }

    package var json: JSON {
        switch self {
        case .request(let id, let method, let params):
            ["jsonrpc": "2.0", "id": id, "method": .string(method), "params": params]
        case .notification(let method, let params):
            ["jsonrpc": "2.0", "method": .string(method), "params": params]
        case .answer(let id, .success(let result)):
            ["jsonrpc": "2.0", "id": id, "result": result]
        case .answer(let id, .failure(let error)):
            ["jsonrpc": "2.0", "id": id, "error": error.json]
        }
    }

    /// As it is sent: one line, its newline included.
    package var line: [UInt8] { Array(json.text().utf8) + [UInt8(ascii: "\n")] }
}

extension Message {
    /// Asks to stop work on a request.
    package static func cancel(id: Int64) -> Message {
        .notification(method: "cancel", params: ["id": .integer(id)])
    }

    /// The answer to a request that this side does not know.
    package static func unknown(id: JSON, _ method: String) -> Message {
        .answer(id: id, .failure(.unknown(method)))
    }
}
