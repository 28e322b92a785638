/// How much of the line and of time a download may take.
public struct DownloadOptions: Sendable {
    /// Parts fetched at once, at most, where the server has parts.
    public var connections: Int
    /// For one file, all attempts together; nil for no end.
    public var longest: Duration?
    /// Shared by all downloads that are to stay below it together.
    public var rateLimit: RateLimit?
    /// How long the rate is watched before more connections are tried.
    let pace: Duration
    let sleep: @Sendable (Duration) async throws -> Void

    public init(
        connections: Int = 16, longest: Duration? = nil, rateLimit: RateLimit? = nil, pace: Duration = .milliseconds(250),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.connections = connections
        self.longest = longest
        self.rateLimit = rateLimit
        self.pace = pace
        self.sleep = sleep
    }
}
