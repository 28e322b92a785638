/// What a function on AWS Lambda is asked to be, as far as somebody could change it by hand.
public struct FunctionSettings: Codable, Sendable, Hashable {
    /// MB.
    public var memory: Int
    /// Seconds.
    public var timeout: Int
    /// Of `/tmp`, in MB.
    public var ephemeralStorage: Int
    /// How many run at once at most; nil for no ceiling of its own.
    public var reservedConcurrency: Int?
    /// Variables whose values are no secrets.
    public var environment: [String: String]
    /// Variables that hold secrets: name to the template's parameter.
    public var secretVariables: [String: String]
    /// Who may call its URL.
    public var auth: Deployment.Auth
    /// True when responses are streamed.
    public var isStreaming: Bool

    public init(
        memory: Int, timeout: Int, ephemeralStorage: Int, reservedConcurrency: Int? = nil,
        environment: [String: String] = [:], secretVariables: [String: String] = [:], auth: Deployment.Auth,
        isStreaming: Bool
    ) {
        self.memory = memory
        self.timeout = timeout
        self.ephemeralStorage = ephemeralStorage
        self.reservedConcurrency = reservedConcurrency
        self.environment = environment
        self.secretVariables = secretVariables
        self.auth = auth
        self.isStreaming = isStreaming
    }
}
