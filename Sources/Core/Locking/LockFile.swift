/// What is kept beside a manifest of the sources that it leaves open, and of its plugins: a pin for each.
///
/// ```json
/// {
///   "plugins": {
///     "table": {
///       "sha256": "…",
///       "size": 4096,
///       "source": "oci://registry/owner/table:1.2.0",
///       "url": "oci://registry/owner/table@sha256:…"
///     }
///   },
///   "recuaLock": 1,
///   "sources": {
///     "hf://owner/repository/model.gguf": {
///       "sha256": "…",
///       "size": 144811904,
///       "url": "hf://owner/repository@<commit>/model.gguf"
///     }
///   }
/// }
/// ```
public struct LockFile: Sendable, Hashable {
    /// The version of the form that this program reads and writes.
    static let version: Int64 = 1

    /// By the source's text as the manifest has it, with nothing resolved.
    public var pins: [String: Pin]

    /// By the plugin's name.
    public var plugins: [String: PluginPin]

    public init(pins: [String: Pin] = [:], plugins: [String: PluginPin] = [:]) {
        self.pins = pins
        self.plugins = plugins
    }

    public var isEmpty: Bool { pins.isEmpty && plugins.isEmpty }

    /// The same pins give the same bytes, one entry below the other in the order of their texts.
    public var text: String {
        var json: JSON = ["recuaLock": .integer(Self.version), "sources": .object(pins.mapValues(\.json))]
        if !plugins.isEmpty { json["plugins"] = .object(plugins.mapValues(\.json)) }
        return json.prettyText()
    }
}
