internal import RecuaCore
internal import RecuaOCI

/// A file in an artifact of a registry: `oci://host/repository[:tag|@sha256:…]`, and `#file` when it holds several.
struct ArtifactReference: Sendable, Hashable {
    var image: ImageReference
    /// As the artifact's annotations call it, with or without its folders.
    var file: String?

    /// - Throws: ``Diagnostic`` `fetch.source` when the text does not name an artifact.
    init(reference: String) throws {
        let text = reference.dropFirst("oci://".count)
        let name = text.prefix { $0 != "#" }
        do {
            image = try ImageReference(name)
        } catch let problem as Diagnostic {
            throw Diagnostic(
                "fetch.source", "`\(reference)` does not name an artifact in a registry: \(problem.message)",
                help: "write `oci://host/repository:tag`, or `oci://host/repository@sha256:…`")
        }
        let rest = text[name.endIndex...].dropFirst()
        file = rest.isEmpty ? nil : String(rest)
    }

    /// True when it can never mean another file.
    var isPinned: Bool { image.digest != nil }

    /// The same artifact by its digest.
    func pinned(to digest: Digest) -> ArtifactReference {
        var copy = self
        copy.image.tag = nil
        copy.image.digest = digest
        return copy
    }
}

extension ArtifactReference: CustomStringConvertible {
    var description: String { "oci://\(image)\(file.map { "#\($0)" } ?? "")" }
}
