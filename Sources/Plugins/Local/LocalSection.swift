public import RecuaCore

/// `local:`
public struct LocalSection: Codable, Sendable {
    public enum Sandbox: String, Codable, Sendable, CaseIterable { case bubblewrap, none }

    public var sandbox: Sandbox
    /// Where the front listens; 0 for a free port, which the stack then keeps.
    public var port: Int
    /// How long the engine stays after its last request.
    public var idle: TimeSpan?

    public init(sandbox: Sandbox = .bubblewrap, port: Int = 0, idle: TimeSpan? = nil) {
        self.sandbox = sandbox
        self.port = port
        self.idle = idle
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sandbox = try container.decodeIfPresent(Sandbox.self, forKey: .sandbox) ?? .bubblewrap
        port = try container.decodeIfPresent(Int.self, forKey: .port) ?? 0
        idle = try container.decodeIfPresent(TimeSpan.self, forKey: .idle)
    }

    static let schema = Schema.object([
        .optional(
            "sandbox",
            .choice("bubblewrap", "none").about("What the engine runs in; `none` gives it this machine's files"),
            default: "bubblewrap"),
        .optional("port", .integer(0...65535).about("Where it listens on 127.0.0.1; 0 for a free port"), default: 0),
        .optional(
            "idle", .string(format: .duration).about("How long the engine stays after its last request"), default: "15m"
        ),
    ]).about("How the stack runs on this machine")
}
