import RecuaCore

/// One line of the conversation, a JSON-RPC 2.0 object.
enum Message {
    case answer(id: JSON, Result<JSON, ProgramError>)
    case notification(method: String, params: JSON)
    case request(id: JSON, method: String)

    /// - Returns: nil for bytes that are no message: invalid UTF-8, no JSON, or neither method nor answer.
    init?(_ line: [UInt8]) {
        guard String(validating: line, as: UTF8.self) != nil, let json = try? JSON(parsing: line) else { return nil }
        let id = json["id"]
        if let method = json["method"]?.string {
            self =
                id.map { .request(id: $0, method: method) }
                ?? .notification(method: method, params: json["params"] ?? [:])
        } else if let id, let error = json["error"], !error.isNull {
            self = .answer(id: id, .failure(ProgramError(error)))
        } else if let id, let result = json["result"] {
            self = .answer(id: id, .success(result))
        } else {
            return nil
        }
    }

    /// The line of a request, newline included.
    static func request(id: Int64, _ method: String, _ params: JSON) -> [UInt8] {
        line(["id": .integer(id), "method": .string(method), "params": params])
    }

    /// The notification that asks to stop work on a request.
    static func cancel(id: Int64) -> [UInt8] {
        line(["method": "cancel", "params": ["id": .integer(id)]])
    }

    /// The answer to a request that this version of the protocol does not know.
    static func refusal(id: JSON, _ method: String) -> [UInt8] {
        line(["id": id, "error": ["code": -32601, "message": .string("unknown method `\(method)`")]])
    }

    private static func line(_ members: [String: JSON]) -> [UInt8] {
        let all = members.merging(["jsonrpc": "2.0"]) { mine, _ in mine }
        return Array(JSON.object(all).text().utf8) + [UInt8(ascii: "\n")]
    }
}
