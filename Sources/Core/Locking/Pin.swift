/// What a source stands for, for good: the bytes it must give, and where they stay.
public struct Pin: Sendable, Hashable {
    public var sha256: Digest
    /// In bytes.
    public var size: Int64
    /// Where these very bytes stay, when the source as it is written may come to mean others: with a commit in place
    /// of a branch. On the same server as the source, and free of secrets.
    public var url: String?

    public init(sha256: Digest, size: Int64, url: String? = nil) {
        self.sha256 = sha256
        self.size = size
        self.url = url
    }
}

extension Pin {
    init?(_ json: JSON) {
        guard let sha256 = json["sha256"]?.string.flatMap({ Digest($0) }), let size = json["size"]?.integer, size >= 0
        else {
            return nil
        }
        self.init(sha256: sha256, size: size, url: json["url"]?.string)
    }

    /// Whether its place is on the source's own server.
    func isBeside(_ source: String) -> Bool {
        url.map { SourceName.server(of: $0) == SourceName.server(of: source) } ?? true
    }

    /// As it stands in the lock file, and in what `recua lock --json` prints.
    public var json: JSON {
        var json: JSON = ["sha256": .string(sha256.hex), "size": .integer(size)]
        json["url"] = url.map { .string($0) }
        return json
    }
}
