public import RecuaCore

/// What an image stands on: nothing, or the layers and configuration of another.
public struct BaseImage: Sendable, Hashable {
    public var layers: [Image.Layer]
    /// The whole configuration document; `{}` for none.
    public var config: JSON

    public static let scratch = BaseImage(layers: [], config: [:])

    public var isScratch: Bool { layers.isEmpty }

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
    /// - Throws: ``Diagnostic`` `oci.no-image`, `oci.architecture`, `oci.layer-format`, `oci.diff-id`, or what the
    ///   source throws.
    public init(from source: some ImageSource, architecture: Architecture, store: Store) async throws {
        let found = try await source.image(for: architecture, store: store)
        guard found.diffIDs.count == found.layers.count else {
            throw Diagnostic(
                "oci.diff-id", "the base image's configuration does not list its \(found.layers.count) layers")
        }
        config = found.config
        layers = []
        for (blob, diffID) in zip(found.layers, found.diffIDs) {
            guard MediaType.readable.contains(blob.mediaType) else {
                throw Diagnostic(
                    "oci.layer-format",
                    "layer \(blob.digest) of the base image is `\(blob.mediaType)`, which cannot be read",
                    help: "choose a base image with gzip layers; Lambda takes no others"
                )
            }
            let file = try await source.blob(blob, store: store)
            let facts = try UnpackedFacts.of(file, store: store)
            guard facts.diffID == diffID else {
                throw Diagnostic(
                    "oci.diff-id", "layer \(blob.digest) of the base image is not the one its configuration names")
            }
            var renamed = blob
            renamed.mediaType = MediaType.inOCI(blob.mediaType)
            layers.append(
                Image.Layer(
                    role: "base", blob: renamed, diffID: diffID, uncompressedSize: facts.size, entries: [], file: file))
        }
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
        let facts = UnpackedFacts(diffID: hasher.finish(), size: size)
        try? store.setRecord("unpacked", file.sha256, JSON(encoding: facts))
        return facts
    }
}
