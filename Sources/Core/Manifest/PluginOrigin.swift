/// Where a plugin that is a program was found.
///
/// In the order of their rank: of two of one name the first counts.
public enum PluginOrigin: String, Sendable, Hashable, CaseIterable, Codable {
    /// Named under `plugins:`.
    case declared
    /// `plugins/recua-plugin-NAME` in the manifest's folder.
    case project
    /// `recua/plugins/recua-plugin-NAME` in the user's folder of data.
    case user
    /// `recua-plugin-NAME` in a folder of `PATH`, where that is allowed.
    case path
}
