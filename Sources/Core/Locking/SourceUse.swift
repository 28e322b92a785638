/// A source of the manifest that may mean other bytes tomorrow, where it is written.
///
/// A local file is none: it counts by its content, and whoever changes it knows.
public struct SourceUse: Sendable, Hashable {
    /// As the manifest has it, with nothing resolved: its key in the lock file.
    public var text: String
    public var place: Place
    public var stack: String
    /// The section it stands in, and where: `/model/weights`.
    public var section: String
    public var pointer: String
    /// What the manifest itself asks for.
    public var sha256: Digest?
    /// False when the plugin's schema has no place for a digest.
    public var canBePinned: Bool
}
