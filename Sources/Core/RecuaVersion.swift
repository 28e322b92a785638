/// The version of Recua itself, as `recua --version` tells it and programs learn it.
public enum RecuaVersion {
    /// Three numbers, by semantic versioning.
    public static let current = "0.1.0"
}
