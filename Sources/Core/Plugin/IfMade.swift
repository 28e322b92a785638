/// One artifact that may not be there, since the step that makes it failed: as `Input` of a plugin that names the kind
/// among ``PluginDescriptor/takesFailed``.
public struct IfMade<Item: Artifact>: ArtifactSet {
    /// Nil when it was not made; ``Step/failures`` says why.
    public let value: Item?

    public static var kinds: [ArtifactKind] { [Item.kind] }

    public init(decoding artifacts: [ArtifactKind: JSON]) throws {
        value = artifacts[Item.kind] == nil ? nil : try Needs<Item>(decoding: artifacts).values
    }
}
