/// A conversation so far: the messages, or one of the user's when it is written as a string.
public struct ChatPrompt: Codable, Sendable, Hashable {
    public struct Message: Codable, Sendable, Hashable {
        /// `system`, `user`, `assistant`.
        public var role: String
        public var content: String

        public init(role: String, content: String) {
            self.role = role
            self.content = content
        }
    }

    public var messages: [Message]

    public init(_ messages: [Message]) { self.messages = messages }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            messages = [Message(role: "user", content: text)]
        } else {
            messages = try container.decode([Message].self)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(messages)
    }
}

extension ChatPrompt: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init([Message(role: "user", content: value)]) }
}
