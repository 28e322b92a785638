internal import RecuaCore

extension ModelArtifact {
    /// The file that a reference means: the one it names, else the only one that can have the role.
    ///
    /// - Throws: ``Diagnostic`` `fetch.not-found`, `fetch.ambiguous-artifact`, `fetch.unsupported`, `fetch.split`.
    func file(for role: ModelRole, _ reference: ArtifactReference) throws -> File {
        if let name = reference.file { return try named(name, reference) }
        let candidates = models
        let fitting = candidates.filter { role.fits($0) }
        for found in [fitting, candidates] where found.count == 1 { return found[0] }
        guard !candidates.isEmpty else { throw nothing(reference) }
        let parts = fitting.compactMap { SplitFile(name: $0.fileName) }
        if let first = parts.first, parts.count == fitting.count { throw first.refusal }
        let isUnnamed = candidates.contains { $0.name == nil }
        throw Diagnostic(
            "fetch.ambiguous-artifact",
            "`\(reference)` holds \(candidates.count) files: \(ModelArtifact.list(candidates))",
            help: isUnnamed
                ? "push the file alone, as an artifact of its own"
                : "name the one that is meant: `\(reference)#\(candidates[0].name ?? "")`")
    }

    private func named(_ name: String, _ reference: ArtifactReference) throws -> File {
        let found = files.filter { $0.name == name } + files.filter { $0.name != name && $0.fileName == name }
        guard let file = found.first else {
            let near = Suggestion.nearest(to: name, among: files.compactMap(\.name))
            throw Diagnostic(
                "fetch.not-found", "`oci://\(reference.image)` holds no file `\(name)`",
                help: near.map { "did you mean `#\($0)`?" } ?? "it holds \(ModelArtifact.list(files))")
        }
        guard !file.isArchive else { throw packed(file, reference) }
        return file
    }

    private func nothing(_ reference: ArtifactReference) -> Diagnostic {
        if let archive = archives.first { return packed(archive, reference) }
        if isImage {
            return Diagnostic(
                "fetch.unsupported", "`\(reference)` is a container image, not a model kept as an artifact",
                help: "name an artifact that was pushed with `docker model push`, `modctl` or `oras`")
        }
        return Diagnostic(
            "fetch.not-found", "`\(reference)` holds no model, but \(ModelArtifact.list(files))",
            help: "check the reference")
    }

    private func packed(_ file: File, _ reference: ArtifactReference) -> Diagnostic {
        Diagnostic(
            "fetch.unsupported",
            "`\(reference)` keeps \(file.name.map { "`\($0)`" } ?? "its files") in an archive (`\(file.mediaType)`)",
            help: "push the file as it is (ModelPack's `…weight.v1.raw`), or unpack it and name its path")
    }

    /// For people: names, or types where there are none, and no more than six.
    private static func list(_ files: [File]) -> String {
        guard !files.isEmpty else { return "nothing" }
        let shown = files.prefix(6).map { "`\($0.name ?? $0.mediaType)`" }.joined(separator: ", ")
        return files.count > 6 ? "\(shown) and \(files.count - 6) more" : shown
    }
}

extension ModelRole {
    /// Whether the file's name and type speak for it.
    fileprivate func fits(_ file: ModelArtifact.File) -> Bool {
        switch self {
        case .weights: file.isGGUF && !file.isProjector
        case .llamafile: file.isLlamafile
        case .engine: !file.isGGUF
        }
    }
}
