public import RecuaCore

/// What `template` sees of a stack.
public struct TemplateSections: Codable, Sendable {
    /// The keys of `lambda:` that end up in the configuration.
    public struct LambdaKeys: Codable, Sendable {
        public var region: String?
        public var stackName: String?
    }

    public var function: FunctionSection
    public var lambda: LambdaKeys?
}

/// `function:`: how the model is run, on AWS Lambda or in its image.
public struct FunctionSection: Codable, Sendable {
    /// In MB.
    public enum Memory: Codable, Sendable, Hashable {
        case auto
        case megabytes(Int)

        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self = if let megabytes = try? container.decode(Int.self) { .megabytes(megabytes) } else { .auto }
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .auto: try container.encode("auto")
            case .megabytes(let megabytes): try container.encode(megabytes)
            }
        }
    }

    /// As Lambda names them.
    public enum Architecture: String, Codable, Sendable {
        case x86 = "x86_64"
        case arm = "arm64"

        /// As image configurations name them.
        var imageName: String { self == .x86 ? "amd64" : "arm64" }
    }

    /// The function URL.
    public struct URL: Codable, Sendable {
        public var auth: Deployment.Auth
        public var stream: Bool
        public var cors: CORS?
    }

    /// Which web pages may call the URL from a browser.
    public struct CORS: Codable, Sendable {
        public var origins: [String]
        public var methods: [String]
        public var headers: [String]
    }

    public var memory: Memory
    /// Seconds.
    public var timeout: Int
    /// Of `/tmp`, in MB.
    public var ephemeralStorage: Int
    public var architecture: Architecture
    /// How many run at once at most; nil for no ceiling but the account's.
    public var reservedConcurrency: Int?
    public var environment: [String: Secret]
    public var url: URL
    /// Days.
    public var logRetention: Int
}
