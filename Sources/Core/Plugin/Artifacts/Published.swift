/// An image in a registry.
public struct Published: Artifact, Hashable {
    public static let kind = ArtifactKind.published

    /// `host[:port]/name`, without tag or digest.
    public var repository: String
    /// Of the manifest.
    public var digest: Digest
    /// The tag that was set beside the digest, if any.
    public var tag: String?

    public init(repository: String, digest: Digest, tag: String? = nil) {
        self.repository = repository
        self.digest = digest
        self.tag = tag
    }

    /// `repository@sha256:…`, what a deployment names.
    public var reference: String { "\(repository)@\(digest)" }
}
