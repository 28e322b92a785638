/// What a step produced: a small value that is kept as JSON in the ledger.
///
/// Large bytes stay in files. Wherever an artifact holds an object with `path`, `sha256` and `size`, that is a
/// ``StoredFile``: its `path` does not count for the artifact's digest, and the artifact is stale when the file is gone.
public protocol Artifact: Codable, Sendable {
    /// Its name in `needs` and `provides`: one of the pipeline's, or one of the plugin's own.
    static var kind: ArtifactKind { get }
}

/// A file by its digest, and where it is on this machine.
public struct StoredFile: Codable, Sendable, Hashable {
    /// Absolute.
    public var path: String
    /// Of the whole file.
    public var sha256: Digest
    /// In bytes.
    public var size: Int64

    public init(path: String, sha256: Digest, size: Int64) {
        self.path = path
        self.sha256 = sha256
        self.size = size
    }
}
