/// The name of a kind of artifact: `model`, `image`, … or one of a plugin's own.
public struct ArtifactKind: RawRepresentable, Sendable, Hashable, Comparable, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    /// Files that a server can serve: ``Model``.
    public static let model: Self = "model"
    /// An OCI image that is described: ``Image``.
    public static let image: Self = "image"
    /// An image in a registry: ``Published``.
    public static let published: Self = "published"
    /// A rendered SAM template: ``Template``.
    public static let template: Self = "template"
    /// A model that answers at a URL: ``Deployment``.
    public static let deployment: Self = "deployment"
    /// What a smoke test found: ``Report``.
    public static let report: Self = "report"

    /// The kinds of the pipeline itself. A plugin that provides another kind takes part wherever its section is written.
    public static let pipeline: Set<Self> = [.model, .image, .published, .template, .deployment, .report]

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension ArtifactKind: Codable {
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension ArtifactKind: CustomStringConvertible {
    public var description: String { rawValue }
}
