internal import RecuaCore
internal import RecuaOCI

/// A model kept as an artifact in a registry: one file a layer.
///
/// Three manners are known: Docker's GGUF artifacts, the CNCF's ModelPack, and what `oras push` makes of any file.
struct ModelArtifact: Sendable, Hashable {
    /// Every layer that can be named, models or not.
    let files: [ArtifactFile]
    /// True for a container image, whose layers are file systems.
    let isImage: Bool

    /// - Returns: nil for a manifest that names no layers.
    init?(manifest: JSON) {
        guard let layers = manifest["layers"]?.array else { return nil }
        files = layers.compactMap { ArtifactFile(descriptor: $0) }
        let config = manifest["config"]?["mediaType"]?.string
        isImage = config == MediaType.config || config == MediaType.dockerConfig
    }

    /// The layers that are a file as it is, which may be a model.
    var models: [ArtifactFile] {
        files.filter { $0.kind == .plain && !(isImage && $0.name == nil) }
    }

    /// The layers that hold such files in an archive.
    var archives: [ArtifactFile] { isImage ? [] : files.filter { $0.kind == .archive } }
}
