public import RecuaCore
import Synchronization

/// Sends an image to a repository: layers several at a time, then the configuration, then the manifest.
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
    }

    private static let width = 3

    private let registry: RegistryClient
    private let name: String
    private let store: Store
    private let gate: KeyedGate

    /// - Parameters:
    ///   - name: of the repository, without its host.
    ///   - gate: shared by pushes that run at once, so that a layer that two images share is sent by one of them.
    public init(to name: String, of registry: RegistryClient, store: Store, gate: KeyedGate = KeyedGate()) {
        self.registry = registry
        self.name = name
        self.store = store
        self.gate = gate
    }

    /// - Parameter onProgress: told how many bytes are where they belong, of all.
    public func run(
        _ image: Image, tag: String?, onProgress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> Summary {
        let blobs = try await image.blobs(store: store)
        let progress = PushProgress(total: blobs.reduce(0) { $0 + $1.size }, report: onProgress)
        var summary = Summary()
        // Manifests may name only what is there, so the manifest goes last.
        for (blob, placed) in try await place(blobs, progress) {
            switch placed {
            case .wasThere: summary.wereThere += 1
            case .mounted: summary.mounted += 1
            case .sent:
                summary.sent += 1
                summary.sentBytes += blob.size
            }
        }
        summary.isTagSet = try await registry.putManifest(image.manifest, text: image.manifestText, in: name, tag: tag)
        return summary
    }

    private func place(
        _ blobs: [any BlobSource], _ progress: PushProgress
    ) async throws -> [(any BlobSource, RegistryClient.Placed)] {
        try await withThrowingTaskGroup(of: (any BlobSource, RegistryClient.Placed).self) { group in
            var waiting = blobs[...]
            var results: [(any BlobSource, RegistryClient.Placed)] = []
            for blob in waiting.prefix(Self.width) { group.addTask { (blob, try await place(blob, progress)) } }
            waiting = waiting.dropFirst(Self.width)
            while let result = try await group.next() {
                results.append(result)
                if let blob = waiting.popFirst() { group.addTask { (blob, try await place(blob, progress)) } }
            }
            return results
        }
    }

    private func place(_ blob: any BlobSource, _ progress: PushProgress) async throws -> RegistryClient.Placed {
        let placed = try await gate.alone(with: "\(registry.host)/\(name)@\(blob.digest)") {
            try await registry.place(blob, in: name, mountingFrom: knownPlace(of: blob.digest)) { count in
                progress.set(blob.digest, count)
            }
        }
        progress.set(blob.digest, blob.size)
        remember(blob.digest)
        return placed
    }

    /// Another repository of the registry that a blob was sent to before.
    private func knownPlace(of digest: Digest) -> String? {
        let known = store.record("pushed", recordKey(digest))?["repository"]?.string
        return known == name ? nil : known
    }

    private func remember(_ digest: Digest) {
        try? store.setRecord("pushed", recordKey(digest), ["repository": .string(name)])
    }

    private func recordKey(_ digest: Digest) -> Digest { Digest(of: "\(registry.host) \(digest)") }
}

/// How far each of several blobs is.
private final class PushProgress: Sendable {
    private let counts = Mutex<[Digest: Int64]>([:])
    private let total: Int64
    private let report: @Sendable (Int64, Int64) -> Void

    init(total: Int64, report: @escaping @Sendable (Int64, Int64) -> Void) {
        self.total = total
        self.report = report
    }

    func set(_ digest: Digest, _ count: Int64) {
        let done = counts.withLock { counts in
            counts[digest] = count
            return counts.values.reduce(0, +)
        }
        report(min(done, total), total)
    }
}
