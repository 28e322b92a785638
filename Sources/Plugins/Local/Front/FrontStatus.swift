internal import RecuaCore

/// What the front says of itself.
struct FrontStatus: Codable, Sendable {
    /// Answered by the front; every other path is the engine's.
    static let path = "/_recua/status"

    var token: String
    var process: Deployment.Process
    /// `stopped`, `starting`, `ready`, `busy` or `ending`.
    var engine: String
}
