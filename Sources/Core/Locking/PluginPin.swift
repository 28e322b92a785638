/// What a plugin's program is, for good.
public struct PluginPin: Sendable, Hashable {
    /// Where it is fetched from, as the manifest has it; nil for one on this machine.
    public var source: String?
    /// Of the program that is fetched; for one on this machine, of all that it is made of.
    public var sha256: Digest
    /// In bytes; of a program that is fetched.
    public var size: Int64?
    /// Where these very bytes stay: see ``Pin/url``.
    public var url: String?

    public init(source: String? = nil, sha256: Digest, size: Int64? = nil, url: String? = nil) {
        self.source = source
        self.sha256 = sha256
        self.size = size
        self.url = url
    }
}

extension PluginPin {
    init?(_ json: JSON) {
        guard let sha256 = json["sha256"]?.string.flatMap({ Digest($0) }) else { return nil }
        let (source, size) = (json["source"]?.string, json["size"]?.integer)
        guard source != "", size ?? 0 >= 0 else { return nil }
        self.init(source: source, sha256: sha256, size: size, url: json["url"]?.string)
    }

    /// Whether its place is on the server of its source.
    var isBesideItsSource: Bool {
        guard let url else { return true }
        return source.map { SourceName.server(of: url) == SourceName.server(of: $0) } ?? false
    }

    /// As it stands in the lock file, and in what `recua lock --json` prints.
    public var json: JSON {
        var json: JSON = ["sha256": .string(sha256.hex)]
        json["source"] = source.map { .string($0) }
        json["size"] = size.map { .integer($0) }
        json["url"] = url.map { .string($0) }
        return json
    }
}
