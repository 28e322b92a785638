/// The artifacts a plugin consumes, as a type.
public protocol ArtifactSet: Sendable {
    /// In the order of the type.
    static var kinds: [ArtifactKind] { get }
    /// The artifacts as values.
    ///
    /// - Throws: ``Diagnostic`` `engine.missing-artifact`, or `engine.bad-artifact` for one that does not decode.
    init(decoding artifacts: [ArtifactKind: JSON]) throws
}

/// The artifacts a plugin needs, in order: `Needs<Model>`, `Needs<Published, Template>`, `Needs< >` for none.
public struct Needs<each Item: Artifact>: ArtifactSet {
    /// The artifact itself for one, a tuple for several.
    public let values: (repeat each Item)

    public init(_ values: repeat each Item) { self.values = (repeat each values) }

    public static var kinds: [ArtifactKind] {
        var kinds: [ArtifactKind] = []
        for item in repeat (each Item).self { kinds.append(item.kind) }
        return kinds
    }

    public init(decoding artifacts: [ArtifactKind: JSON]) throws {
        func decode<A: Artifact>(_ type: A.Type) throws -> A {
            guard let json = artifacts[A.kind] else {
                throw Diagnostic("engine.missing-artifact", "the artifact `\(A.kind)` was not handed over")
            }
            do {
                return try json.decode(type)
            } catch {
                throw Diagnostic(
                    "engine.bad-artifact", "the artifact `\(A.kind)` is not what its kind asks for",
                    help: "this is a mistake in the plugin that provides it", cause: error
                )
            }
        }
        values = (repeat try decode((each Item).self))
    }
}
