public import RecuaCore

/// Sends an image to a repository: configuration and layers, several at a time, then the manifest.
public struct ImagePush: Sendable {
    /// What was done.
    public struct Summary: Sendable, Hashable {
        /// Of blobs that travelled, each once.
        public var sentBytes: Int64 = 0
        public var sent = 0
        public var mounted = 0
        public var wereThere = 0
        /// False when the registry keeps the tag as it was.
        public var isTagSet = true

        mutating func add(_ blob: Image.Blob, _ placed: RegistryClient.Placed) {
            switch placed {
            case .wasThere: wereThere += 1
            case .mounted: mounted += 1
            case .sent:
                sent += 1
                sentBytes += blob.size
            }
        }
    }

    /// A blob, and its bytes for when they are to travel: what is there already is not even opened.
    private struct Part: Sendable {
        var blob: Image.Blob
        var source: @Sendable () async throws -> any BlobSource
    }

    /// Amazon ECR does not get faster with more, and drops connections.
    private static let width = 3

    private let registry: RegistryClient
    private let name: String
    private let store: Store
    private let gate: KeyedGate
    private let places: BlobPlaces

    /// - Parameters:
    ///   - name: of the repository, without its host.
    ///   - gate: shared by pushes that run at once, so that a layer that two images share is sent by one of them.
    public init(to name: String, of registry: RegistryClient, store: Store, gate: KeyedGate = KeyedGate()) {
        self.registry = registry
        self.name = name
        self.store = store
        self.gate = gate
        places = BlobPlaces(store, host: registry.host)
    }

    /// - Parameter onProgress: told how many bytes are where they belong, of all; fewer than before when some are sent
    ///   again.
    public func run(
        _ image: Image, tag: String?, onProgress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> Summary {
        let parts = parts(of: image)
        let progress = PushProgress(total: parts.reduce(0) { $0 + $1.blob.size }, report: onProgress)
        var summary = Summary()
        for (part, placed) in try await place(parts, progress) { summary.add(part.blob, placed) }
        // Manifests may name only what is there, so the manifest goes last.
        summary.isTagSet = try await putManifest(of: image, tag: tag) { missing in
            for (part, placed) in try await place(parts, progress, doubting: missing) where placed == .sent {
                summary.add(part.blob, placed)
            }
        }
        return summary
    }

    /// - Parameter onMissing: makes good for blobs that were swept away since we looked, or never were there: for those
    ///   it is given, the registry's word does not count the second time.
    private func putManifest(
        of image: Image, tag: String?, onMissing: (Set<Digest>) async throws -> Void
    ) async throws -> Bool {
        do {
            return try await registry.putManifest(image, in: name, tag: tag)
        } catch let missing as MissingBlobs {
            try await onMissing(missing.digests)
        }
        do {
            return try await registry.putManifest(image, in: name, tag: tag)
        } catch let missing as MissingBlobs {
            throw missing.diagnostic
        }
    }

    /// The largest first: it decides how long all take. A blob that is there twice goes once.
    private func parts(of image: Image) -> [Part] {
        let layers = image.layers.map { layer in
            Part(blob: layer.blob) { [store] in try await image.source(of: layer, store: store) }
        }
        let config = Part(blob: image.config) { BytesBlob(Array(image.configText.utf8)) }
        var seen: Set<Digest> = []
        return (layers + [config]).filter { seen.insert($0.blob.digest).inserted }
            .sorted { $0.blob.size > $1.blob.size }
    }

    private func place(
        _ parts: [Part], _ progress: PushProgress, doubting doubted: Set<Digest> = []
    ) async throws -> [(Part, RegistryClient.Placed)] {
        try await withThrowingTaskGroup(of: (Part, RegistryClient.Placed).self) { group in
            var waiting = parts[...]
            var results: [(Part, RegistryClient.Placed)] = []
            func start(_ part: Part) {
                let isDoubted = doubted.contains(part.blob.digest)
                group.addTask { (part, try await place(part, progress, isDoubted: isDoubted)) }
            }
            for part in waiting.prefix(Self.width) { start(part) }
            waiting = waiting.dropFirst(Self.width)
            while let result = try await group.next() {
                results.append(result)
                if let part = waiting.popFirst() { start(part) }
            }
            return results
        }
    }

    private func place(_ part: Part, _ progress: PushProgress, isDoubted: Bool) async throws -> RegistryClient.Placed {
        let digest = part.blob.digest
        // Of one registry, also when the repositories differ: the second one then mounts what the first has sent.
        return try await gate.alone(with: "\(registry.host)@\(digest)") {
            let others = places.repositories(holding: digest).filter { $0 != name }
            let placed = try await registry.place(
                part.blob, in: name, mountingFrom: others, isDoubted: isDoubted,
                onProgress: { progress.set(digest, $0) }, source: part.source
            )
            progress.set(digest, part.blob.size)
            if placed == .sent { places.forget(others, hold: digest) }
            places.remember(name, holds: digest)
            return placed
        }
    }
}
