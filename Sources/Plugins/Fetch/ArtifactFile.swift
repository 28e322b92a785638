internal import RecuaCore
internal import RecuaOCI

/// A layer of an artifact.
struct ArtifactFile: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A file as it is, which may be a model.
        case plain
        /// A tar archive, whose digest is not that of a file in it.
        case archive
        /// What comes with a model: documents, templates, code.
        case besides
    }

    /// What the artifact calls it; may hold folders.
    let name: String?
    let blob: Image.Blob
    let kind: Kind

    /// - Returns: nil for a descriptor without a type, a SHA-256 or a size.
    init?(descriptor: JSON) {
        guard let type = descriptor["mediaType"]?.string,
            let digest = descriptor["digest"]?.string.flatMap({ $0.hasPrefix("sha256:") ? Digest($0) : nil }),
            let size = descriptor["size"]?.integer, size >= 0
        else { return nil }
        let notes = descriptor["annotations"]
        let names = ["org.cncf.model.filepath", "org.cnai.model.filepath", "org.opencontainers.image.title"]
        name = names.lazy.compactMap { notes?[$0]?.string }.first { !$0.isEmpty }
        blob = Image.Blob(mediaType: type, digest: digest, size: size)
        // `oras` packs folders, and says so.
        let isFolder = notes?["io.deis.oras.content.unpack"]?.string == "true"
        kind = isFolder ? .archive : ArtifactFile.kind(of: type, isNamed: name != nil)
    }

    private static func kind(of type: String, isNamed: Bool) -> Kind {
        if type.hasPrefix("application/vnd.docker.ai.") { return type.contains(".ai.gguf.") ? .plain : .besides }
        // The ModelPack's names, before and after its project's own was decided.
        let isPack = ["cncf", "cnai"].contains { type.hasPrefix("application/vnd.\($0).model.") }
        if isPack, !type.contains(".model.weight.v1.") { return .besides }
        if [MediaType.layer, MediaType.gzipLayer, MediaType.dockerGzipLayer].contains(type) {
            // `oras` calls any file a layer, unless it is told otherwise; then the title says what it is.
            return isNamed ? .plain : .archive
        }
        let isArchive = ["tar", "tar+gzip", "tar.gzip", "tar+zstd"].contains { type.hasSuffix(".\($0)") }
        return isArchive ? .archive : .plain
    }

    /// What it is called without its folders; may be empty.
    var fileName: String { String(name?.split(separator: "/").last ?? "") }

    /// True for what can be taken out of: zstd is not read here.
    var isReadable: Bool { !blob.mediaType.hasSuffix("+zstd") }

    /// Whether type and name speak for the role; a name alone for a file in an archive.
    static func speaks(_ name: String, type: String = "", for role: ModelRole) -> Bool {
        let name = name.lowercased()
        let isGGUF = type.contains(".ai.gguf.") || name.hasSuffix(".gguf")
        switch role {
        case .weights: return isGGUF && !name.contains("mmproj")
        case .llamafile: return name.hasSuffix(".llamafile")
        case .engine: return !isGGUF
        }
    }
}
