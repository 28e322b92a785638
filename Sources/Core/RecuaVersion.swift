/// The version of Recua itself, as `recua --version` tells it and programs learn it.
public enum RecuaVersion {
    public static let current = "0.1.0"
}
