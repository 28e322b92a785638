/// How much of the line a download may take.
public struct DownloadOptions: Sendable {
    /// Parts fetched at once, at most, where the server has parts.
    public var connections: Int
    /// Shared by all downloads that are to stay below it together.
    public var rateLimit: RateLimit?
    /// How long the rate is watched before more connections are tried.
    let pace: Duration
    let parts: PartSizes
    let sleep: @Sendable (Duration) async throws -> Void

    public init(connections: Int = 16, rateLimit: RateLimit? = nil) {
        self.init(connections: connections, rateLimit: rateLimit, pace: .milliseconds(250))
    }

    init(
        connections: Int, rateLimit: RateLimit?, pace: Duration, parts: PartSizes = PartSizes(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.connections = connections
        self.rateLimit = rateLimit
        self.pace = pace
        self.parts = parts
        self.sleep = sleep
    }
}

/// How large the parts of a file are, in bytes.
struct PartSizes: Sendable, Hashable {
    /// Asked for first: all of a small file, and enough to see whether the server has parts.
    var first: Int64 = 8 << 20
    /// Towards the end, so that all connections end together.
    var smallest: Int64 = 2 << 20
    var largest: Int64 = 64 << 20
}
