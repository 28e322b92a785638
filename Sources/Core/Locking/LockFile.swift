/// What is kept beside a manifest of the sources that it leaves open: a pin for each.
///
/// ```json
/// {
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

    public init(pins: [String: Pin] = [:]) { self.pins = pins }

    public var isEmpty: Bool { pins.isEmpty }

    /// The same pins give the same bytes, one entry below the other in the order of their texts.
    public var text: String {
        let json: JSON = ["recuaLock": .integer(Self.version), "sources": .object(pins.mapValues(\.json))]
        return json.prettyText()
    }
}
