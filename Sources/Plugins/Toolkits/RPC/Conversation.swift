/// What both sides of the plugin protocol agree on (docs/plugin-protocol.md).
package enum Conversation {
    /// The versions of the protocol that this Recua speaks, the newest first: the current one and the one before it, once
    /// there is one.
    package static let versions: [Int64] = [1]
    /// Bytes of the longest line.
    package static let lineLength = 4 << 20
    /// Bytes of the longest checkpoint, as JSON text.
    package static let checkpointLength = 64 << 10
    /// The methods that a program need not serve.
    package static let optionalMethods = ["check", "plan", "observe", "destroy"]

    /// What is expected of a program that does not name its methods.
    package static let usualMethods = ["check", "observe", "destroy"]

    /// The newest version that both sides speak; nil when there is none.
    package static func version(spokenBy other: [Int64]) -> Int64? { versions.first(where: other.contains) }
}
