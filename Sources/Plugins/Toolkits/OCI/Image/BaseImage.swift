public import RecuaCore

/// What an image stands on: nothing, or the layers and configuration of another.
public struct BaseImage: Codable, Sendable, Hashable {
    public var layers: [Image.Layer]
    /// The whole configuration document; `{}` for none.
    public var config: JSON

    public static let scratch = BaseImage(layers: [], config: [:])

    public var isScratch: Bool { layers.isEmpty }

    /// False when a file of its layers is gone.
    public var isComplete: Bool {
        layers.allSatisfy { layer in layer.file.map { Files.facts($0.path)?.size == $0.size } ?? true }
    }

    var environment: [String: String] {
        let lines = (config["config"]?["Env"]?.array ?? []).compactMap(\.string)
        let pairs = lines.map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        }
        return Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { _, last in last }
    }

    var labels: [String: String] { (config["config"]?["Labels"]?.object ?? [:]).compactMapValues(\.string) }
}

extension BaseImage {
    /// Brings an image's layers into the store and makes sure that they are what its configuration says.
    ///
    /// A layer that is plain tar stays as it is and gets a blob of stored gzip, since Lambda reads no other.
    ///
    /// - Parameter origin: the image's name, with its digest.
    /// - Throws: ``Diagnostic`` `oci.no-image`, `oci.architecture`, `oci.layer-format`, `oci.diff-id`, or what the
    ///   source throws.
    public init(
        from source: some ImageSource, architecture: Architecture, store: Store, origin: String? = nil
    ) async throws {
        let found = try await source.image(for: architecture, store: store)
        guard found.diffIDs.count == found.layers.count else {
            throw Diagnostic(
                "oci.diff-id", "the base image's configuration does not list its \(found.layers.count) layers")
        }
        config = found.config
        layers = []
        for (blob, diffID) in zip(found.layers, found.diffIDs) {
            try Self.checkFormat(of: blob)
            let file = try await source.blob(blob, store: store)
            var layer = try await Self.layer(of: file, blob, diffID, store)
            layer.origin = origin
            layers.append(layer)
        }
    }

    private static func checkFormat(of blob: Image.Blob) throws {
        guard !MediaType.readable.contains(blob.mediaType) else { return }
        let isZstandard = blob.mediaType.hasSuffix("zstd")
        throw Diagnostic(
            "oci.layer-format",
            "layer \(blob.digest) of the base image is \(isZstandard ? "zstd" : "`\(blob.mediaType)`"), "
                + "which \(isZstandard ? "Lambda does not take" : "cannot be read")",
            help: "choose a base image with gzip layers, or make one: `skopeo copy --dest-compress-format gzip …`"
        )
    }

    private static func layer(
        of file: StoredFile, _ blob: Image.Blob, _ diffID: Digest, _ store: Store
    ) async throws -> Image.Layer {
        let facts = try UnpackedFacts.of(file, store: store)
        guard facts.diffID == diffID else {
            throw Diagnostic(
                "oci.diff-id", "layer \(blob.digest) of the base image is not the one its configuration names")
        }
        var blob = Image.Blob(mediaType: MediaType.gzipLayer, digest: blob.digest, size: blob.size)
        if file.sha256 == diffID {
            let tar = FileLayer(tar: file)
            blob.digest = try await tar.digests(in: store).digest
            blob.size = tar.size
        }
        return Image.Layer(
            role: "base", blob: blob, diffID: diffID, uncompressedSize: facts.size, entries: [], file: file)
    }
}

/// What a layer is when it is unpacked; read once, then recorded.
struct UnpackedFacts: Codable {
    var diffID: Digest
    var size: Int64

    static func of(_ file: StoredFile, store: Store) throws -> UnpackedFacts {
        if let known = try? store.record("unpacked", file.sha256)?.decode(UnpackedFacts.self) { return known }
        var hasher = Digest.Hasher()
        var size: Int64 = 0
        try GzipReader.forEachChunk(of: file.path) {
            hasher.update($0)
            size += Int64($0.count)
        }
        // A record of other bytes would never go away. What is in the store is what its name says.
        if file.path != store.path(of: file.sha256) {
            guard try store.digest(ofLocalFile: file.path).sha256 == file.sha256 else { throw FileLayer.changed(file) }
        }
        let facts = UnpackedFacts(diffID: hasher.finish(), size: size)
        try? store.setRecord("unpacked", file.sha256, JSON(encoding: facts))
        return facts
    }
}
