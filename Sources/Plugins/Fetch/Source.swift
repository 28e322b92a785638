public import RecuaCore

/// Where a file comes from, and what it must be.
public struct Source: Sendable, Hashable {
    ///
    /// A URL may hold references, such as `https://host/file?token=${env:TOKEN}`, which stay as written until the file
    /// is fetched.
    public var url: Secret
    public var sha256: Digest?
    /// In bytes.
    public var size: Int64?
    /// Tried in order when `url` does not deliver.
    public var mirrors: [Secret]
    /// What the file is called, when the last part of the URL is not it.
    public var name: String?

    public init(
        url: String, sha256: Digest? = nil, size: Int64? = nil, mirrors: [String] = [], name: String? = nil
    ) {
        self.url = Secret(reference: url)
        self.sha256 = sha256
        self.size = size
        self.mirrors = mirrors.map(Secret.init(reference:))
        self.name = name
    }

    /// All places of the file, in the order in which they are tried.
    var places: [Secret] { [url] + mirrors }

    private static let place = Schema.string(format: .source).secret
        .about(
            "`https://…`, `hf://owner/repo[@rev]/path`, `s3://bucket/key`, `oci://host/repo:tag`, or a path beside the "
                + "manifest"
        )
        .example("hf://owner/repository@revision/model.gguf")

    static let schema = Schema.source(
        place,
        [
            .optional(
                "name",
                .string(pattern: "[A-Za-z0-9_][A-Za-z0-9._+-]*", length: 1...200).about("What the file is called"))
        ]
    )
}

extension Source: Codable {
    private enum Key: String, CodingKey { case url, sha256, size, mirrors, name }

    public init(from decoder: any Decoder) throws {
        if let url = try? decoder.singleValueContainer().decode(String.self) {
            self.init(url: url)
            return
        }
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            url: try container.decode(String.self, forKey: .url),
            sha256: try container.decodeIfPresent(Digest.self, forKey: .sha256),
            size: try container.decodeIfPresent(Int64.self, forKey: .size),
            mirrors: try container.decodeIfPresent([String].self, forKey: .mirrors) ?? [],
            name: try container.decodeIfPresent(String.self, forKey: .name)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(url, forKey: .url)
        try container.encodeIfPresent(sha256, forKey: .sha256)
        try container.encodeIfPresent(size, forKey: .size)
        if !mirrors.isEmpty { try container.encode(mirrors, forKey: .mirrors) }
        try container.encodeIfPresent(name, forKey: .name)
    }
}
