public import RecuaCore

/// An image of any maker, looked at: its documents, and what is in its layers.
public struct ImageInspection: Sendable, Hashable {
    /// One of the images that an index holds.
    public struct Variant: Sendable, Hashable {
        public var digest: Digest
        /// `amd64`, `arm64` …; `unknown` for what is no image, such as an attestation.
        public var architecture: String
        public var os: String
    }

    /// How far to look.
    public enum Depth: Sendable, Hashable {
        /// The manifest and the configuration.
        case documents
        /// Every byte of every layer.
        case layers
    }

    /// Of the document that was looked at: the image's, else the index's.
    public var digest: Digest
    /// What the name leads to, when that is an index.
    public var variants: [Variant] = []
    public var subject: LintSubject

    /// - Parameters:
    ///   - architecture: which image of an index is meant; the index itself is looked at without it.
    ///   - onProgress: told how many bytes of the layers have been read, of all.
    /// - Throws: ``Diagnostic`` `oci.…`, `registry.…`, `file.read`; what is wrong with layers is for the rules to say.
    public init(
        _ source: some ImageSource, architecture: Architecture? = nil, depth: Depth = .layers, store: Store,
        onProgress: (Int64, Int64) -> Void = { _, _ in }
    ) async throws {
        var document = try await source.manifest()
        if document.isIndex {
            variants = Self.variants(of: document.json)
            if let architecture {
                document = try await source.manifest(Self.chosen(of: variants, for: architecture))
            }
        }
        digest = document.digest
        subject = LintSubject(
            manifest: document.json, manifestSize: document.size, config: nil, layers: [], architecture: architecture)
        guard !subject.isIndex else { return }
        if let config = Image.Blob(descriptor: document.json["config"]), MediaType.configs.contains(config.mediaType) {
            subject.config = try await source.document(config, store: store)
        }
        try await addLayers(from: source, depth, store, onProgress)
    }

    /// What AWS Lambda would refuse, and what is worth a word.
    public var findings: [Diagnostic] { ImageLinter.check(subject) }

    private mutating func addLayers(
        from source: some ImageSource, _ depth: Depth, _ store: Store, _ onProgress: (Int64, Int64) -> Void
    ) async throws {
        let blobs = try (subject.manifest["layers"]?.array ?? []).map { descriptor in
            guard let blob = Image.Blob(descriptor: descriptor) else {
                throw Diagnostic("oci.no-image", "manifest \(digest) names a layer that cannot be read")
            }
            return blob
        }
        let roles = Self.roles(in: subject.config, count: blobs.count)
        let total = blobs.reduce(0) { $0 + $1.size }
        var done: Int64 = 0
        for (blob, role) in zip(blobs, roles) {
            guard depth == .layers else {
                subject.layers.append(LintLayer(blob: blob, role: role))
                continue
            }
            let before = done
            subject.layers.append(
                try await Self.layer(blob, role, from: source, store) { onProgress(before + $0, total) })
            done += blob.size
        }
    }

    private static func layer(
        _ blob: Image.Blob, _ role: String?, from source: some ImageSource, _ store: Store,
        _ onProgress: (Int64) -> Void
    ) async throws -> LintLayer {
        let scan = LayerScan(blob)
        var done: Int64 = 0
        do {
            try await source.read(blob, store: store) { bytes in
                try scan.update(bytes)
                done += Int64(bytes.count)
                onProgress(done)
            }
        } catch let error as Diagnostic where ["file.read", "registry.missing"].contains(error.code) {
            return LintLayer(blob: blob, role: role, damage: "it is not there")
        }
        return scan.finish(role: role)
    }

    /// Recua writes what a layer is for into its history.
    private static func roles(in config: JSON?, count: Int) -> [String?] {
        let history = (config?["history"]?.array ?? []).filter { $0["empty_layer"]?.bool != true }
        guard history.count == count else { return Array(repeating: nil, count: count) }
        return history.map { entry in
            guard entry["created_by"] == "recua" else { return nil }
            return entry["comment"]?.string?.split(separator: " ").first.map(String.init)
        }
    }
}

extension ImageInspection {
    private static func variants(of index: JSON) -> [Variant] {
        (index["manifests"]?.array ?? []).compactMap { entry in
            guard let digest = entry["digest"]?.string.flatMap({ Digest($0) }) else { return nil }
            return Variant(
                digest: digest, architecture: entry["platform"]?["architecture"]?.string ?? "unknown",
                os: entry["platform"]?["os"]?.string ?? "unknown")
        }
    }

    private static func chosen(of variants: [Variant], for architecture: Architecture) throws -> Digest {
        let only = variants.count == 1 && variants[0].architecture == "unknown" ? variants : []
        let fitting = variants.filter { $0.architecture == architecture.rawValue && $0.os != "unknown" } + only
        guard let chosen = fitting.first else {
            let found = variants.map(\.architecture).joined(separator: ", ")
            throw Diagnostic("oci.architecture", "the image has no variant for `\(architecture.rawValue)`: \(found)")
        }
        return chosen.digest
    }
}
