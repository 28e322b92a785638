import RecuaCore

extension Message {
    /// Reads one line.
    ///
    /// - Throws: ``NoMessage`` for bytes that are no message: invalid UTF-8, no JSON, or neither method nor answer.
    package init(reading line: [UInt8]) throws(NoMessage) {
        if let offset = Self.firstInvalidByte(of: line) { throw NoMessage("no UTF-8", in: line, at: offset) }
        let json: JSON
        do {
            json = try JSON.read(line)
        } catch {
            throw NoMessage("no JSON: \(error.message)", in: line, at: error.offset)
        }
        guard let message = Message(json) else { throw NoMessage(Self.flaw(of: json), in: line) }
        self = message
    }

    /// - Returns: nil for bytes that are no message.
    package init?(_ line: [UInt8]) {
        guard let message = try? Message(reading: line) else { return nil }
        self = message
    }

    /// What keeps a JSON value from being a message.
    private static func flaw(of json: JSON) -> String {
        guard json.object != nil else {
            return json.array == nil ? "no JSON object" : "a list, and each message is a line of its own"
        }
        if let method = json["method"], !method.isNull { return "its `method` is no text" }
        let isAnswer = json["result"] != nil || json["error"] != nil
        return isAnswer
            ? json["id"] == nil
                ? "an answer without the `id` of its request" : "its `error` is `null`, and there is no `result`"
            : "it has neither `method`, `result` nor `error`"
    }

    private static func firstInvalidByte(of line: [UInt8]) -> Int? {
        guard String(validating: line, as: UTF8.self) == nil else { return nil }
        var (iterator, decoder, offset) = (line.makeIterator(), UTF8(), 0)
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return offset
    }
}
