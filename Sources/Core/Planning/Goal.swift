/// What a command asks for.
public enum Goal: Sendable, Hashable {
    /// One artifact of each stack, and whatever it needs.
    case kind(ArtifactKind)
    /// Everything a stack's sections name: what `up` does.
    case everything
}
