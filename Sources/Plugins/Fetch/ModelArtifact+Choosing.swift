internal import RecuaCore

extension ModelArtifact {
    /// The layer that a reference means: the one it names, else the only one that can have the role, else the only
    /// archive.
    ///
    /// - Throws: ``Diagnostic`` `fetch.not-found`, `fetch.ambiguous-artifact`, `fetch.unsupported`, `fetch.split`.
    func file(for role: ModelRole, _ reference: ArtifactReference) throws -> ArtifactFile {
        if let name = reference.file, let found = named(name) { return try readable(found, reference) }
        if reference.file == nil, !models.isEmpty { return try model(for: role, reference) }
        // The file may be in an archive, where its name is seen when it is here.
        if archives.count == 1 { return try readable(archives[0], reference) }
        guard archives.isEmpty else { throw ambiguous(archives, reference) }
        throw reference.file.map { missing($0, reference) } ?? nothing(reference)
    }

    private func model(for role: ModelRole, _ reference: ArtifactReference) throws -> ArtifactFile {
        let fitting = models.filter { ArtifactFile.speaks($0.fileName, type: $0.blob.mediaType, for: role) }
        for found in [fitting, models] where found.count == 1 { return found[0] }
        let parts = fitting.compactMap { SplitFile(name: $0.fileName) }
        if let first = parts.first, parts.count == fitting.count { throw first.refusal }
        throw ambiguous(models, reference)
    }

    private func named(_ name: String) -> ArtifactFile? {
        files.first { $0.name == name } ?? files.first { $0.fileName == name }
    }

    private func readable(_ file: ArtifactFile, _ reference: ArtifactReference) throws -> ArtifactFile {
        guard file.isReadable else {
            throw Diagnostic(
                "fetch.unsupported", "`\(reference)` keeps its files in a zstd archive, which is not read here",
                help: "push the file as it is (ModelPack's `…weight.v1.raw`), or unpack it and name its path")
        }
        return file
    }

    private func ambiguous(_ candidates: [ArtifactFile], _ reference: ArtifactReference) -> Diagnostic {
        let names = candidates.compactMap(\.name)
        return Diagnostic(
            "fetch.ambiguous-artifact",
            "`\(reference)` holds \(candidates.count) files: \(ModelArtifact.list(candidates))",
            help: names.count < candidates.count
                ? "push the file alone, as an artifact of its own"
                : "name the one that is meant: `\(reference)#\(names[0])`")
    }

    private func missing(_ name: String, _ reference: ArtifactReference) -> Diagnostic {
        let near = Suggestion.nearest(to: name, among: files.compactMap(\.name))
        return Diagnostic(
            "fetch.not-found", "`oci://\(reference.image)` holds no file `\(name)`",
            help: near.map { "did you mean `#\($0)`?" } ?? "it holds \(ModelArtifact.list(files))")
    }

    private func nothing(_ reference: ArtifactReference) -> Diagnostic {
        if isImage {
            return Diagnostic(
                "fetch.unsupported", "`\(reference)` is a container image, not a model kept as an artifact",
                help: "name an artifact that was pushed with `docker model push`, `modctl` or `oras`")
        }
        return Diagnostic(
            "fetch.not-found", "`\(reference)` holds no model, but \(ModelArtifact.list(files))",
            help: "check the reference")
    }

    /// For people: names, or types where there are none, and no more than six.
    private static func list(_ files: [ArtifactFile]) -> String {
        files.isEmpty ? "nothing" : Listing.text(files.map { "`\($0.name ?? $0.blob.mediaType)`" }, most: 6)
    }
}
