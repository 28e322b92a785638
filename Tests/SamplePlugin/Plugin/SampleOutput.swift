public import RecuaCore

/// What ``SamplePlugin`` consumes.
public struct SampleInput: Artifact, Hashable {
    public static let kind: ArtifactKind = "sample-input"

    public var word: String

    public init(word: String) { self.word = word }
}

/// What ``SamplePlugin`` makes.
public struct SampleOutput: Artifact, Hashable {
    public static let kind: ArtifactKind = "sample-output"

    public var word: String
    public var token: String
    public var memory: Int?
    public var secret: Digest?
    public var variables: [String: String]?
    public var file: StoredFile?
    public var rumours: [String]?

    public init(word: String, token: String) {
        self.word = word
        self.token = token
    }
}
