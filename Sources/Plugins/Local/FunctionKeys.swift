public import RecuaCore

/// The keys of `function:` that mean something on this machine too.
public struct FunctionKeys: Codable, Sendable {
    public enum Memory: Codable, Sendable, Hashable {
        case auto
        case megabytes(Int)

        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self = (try? container.decode(Int.self)).map(Memory.megabytes) ?? .auto
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .auto: try container.encode("auto")
            case .megabytes(let megabytes): try container.encode(megabytes)
            }
        }
    }

    public struct URL: Codable, Sendable {
        public var stream: Bool?

        public init(stream: Bool? = nil) { self.stream = stream }
    }

    public var memory: Memory?
    /// In seconds.
    public var timeout: Int?
    /// In MB.
    public var ephemeralStorage: Int?
    public var environment: [String: Secret]?
    public var url: URL?

    public init(
        memory: Memory? = nil, timeout: Int? = nil, ephemeralStorage: Int? = nil, environment: [String: Secret]? = nil,
        url: URL? = nil
    ) {
        self.memory = memory
        self.timeout = timeout
        self.ephemeralStorage = ephemeralStorage
        self.environment = environment
        self.url = url
    }
}
