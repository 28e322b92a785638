internal import RecuaCore
internal import RecuaOCI

/// A model kept as an artifact in a registry: one file a layer.
///
/// Three manners are known: Docker's GGUF artifacts, the CNCF's ModelPack, and what `oras push` makes of any file.
struct ModelArtifact: Sendable, Hashable {
    struct File: Sendable, Hashable {
        /// What the artifact calls it; may hold folders.
        var name: String?
        var mediaType: String
        var digest: Digest
        /// In bytes.
        var size: Int64

        /// What it is called without its folders; may be empty.
        var fileName: String { String(name?.split(separator: "/").last ?? "") }
    }

    /// Every layer, models or not.
    let files: [File]
    /// True for a container image, whose layers are file systems.
    let isImage: Bool

    /// - Returns: nil for a manifest that names no layers.
    init?(manifest: JSON) {
        guard let layers = manifest["layers"]?.array else { return nil }
        files = layers.compactMap { File(descriptor: $0) }
        let config = manifest["config"]?["mediaType"]?.string
        isImage = config == MediaType.config || config == MediaType.dockerConfig
    }

    /// The layers that are a model's file as it is.
    var models: [File] { isImage ? files.filter { $0.name != nil && $0.isPlain } : files.filter(\.isPlain) }

    /// The layers that hold a model's file in an archive.
    var archives: [File] { files.filter(\.isArchive) }
}

extension ModelArtifact.File {
    private static let docker = "application/vnd.docker.ai."
    /// The ModelPack's names, before and after its project's own was decided.
    private static let packs = ["application/vnd.cncf.model.", "application/vnd.cnai.model."]

    init?(descriptor: JSON) {
        guard let mediaType = descriptor["mediaType"]?.string,
            let digest = descriptor["digest"]?.string.flatMap({ $0.hasPrefix("sha256:") ? Digest($0) : nil }),
            let size = descriptor["size"]?.integer, size >= 0
        else { return nil }
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        let notes = descriptor["annotations"]
        let names = ["org.cncf.model.filepath", "org.cnai.model.filepath", "org.opencontainers.image.title"]
        name = names.lazy.compactMap { notes?[$0]?.string }.first { !$0.isEmpty }
        // `oras` packs folders, and says so.
        if notes?["io.deis.oras.content.unpack"]?.string == "true" { self.mediaType = "\(MediaType.layer)+folder" }
    }

    /// True for a GGUF file by its type or its name.
    var isGGUF: Bool { mediaType.hasPrefix("\(Self.docker)gguf.") || fileName.lowercased().hasSuffix(".gguf") }

    /// True for a file that sees images for a model, and is none itself.
    var isProjector: Bool { mediaType.contains("mmproj") || fileName.lowercased().contains("mmproj") }

    var isLlamafile: Bool { fileName.lowercased().hasSuffix(".llamafile") }

    /// A part of a ModelPack that is not weights: its configuration, its documents, its code.
    private var isBesides: Bool {
        let isPack = Self.packs.contains { mediaType.hasPrefix($0) }
        return isPack && (!mediaType.contains(".model.weight.v1.") || mediaType.contains(".config."))
    }

    /// An archive around the file, whose digest is not the file's.
    var isArchive: Bool {
        !isBesides && Self.packs.contains { mediaType.hasPrefix($0) } && !mediaType.hasSuffix(".raw")
            || mediaType == "\(MediaType.layer)+folder"
    }

    /// A file as it is, which may be a model.
    var isPlain: Bool {
        if isArchive || isBesides { return false }
        if mediaType.hasPrefix(Self.docker) { return isGGUF && !isProjector }
        let isLayer = [MediaType.layer, MediaType.gzipLayer, MediaType.dockerGzipLayer].contains(mediaType)
        // `oras` calls any file a layer, unless it is told otherwise; then the title says what it is.
        return !isLayer || name != nil
    }
}
