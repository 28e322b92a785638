package import RecuaCore

/// Which repositories of a registry hold which blobs, as far as this machine has seen: where a layer can be mounted from
/// instead of being sent.
///
/// Kept in the store's records, so it saves work and promises nothing.
package struct BlobPlaces: Sendable {
    /// Each asks the registry once, so a few are enough.
    private static let most = 8

    private let store: Store
    private let host: String

    /// - Parameter host: as in image references.
    package init(_ store: Store, host: String) {
        self.store = store
        self.host = host
    }

    /// The last one first.
    package func repositories(holding digest: Digest) -> [String] {
        let record = store.record("pushed", key(digest))
        return record?["repositories"]?.array?.compactMap(\.string) ?? []
    }

    package func remember(_ name: String, holds digest: Digest) {
        let known = repositories(holding: digest)
        guard known.first != name else { return }
        keep([name] + known.filter { $0 != name }.prefix(Self.most - 1), digest)
    }

    /// What did not let itself be mounted is not asked again.
    func forget(_ names: [String], hold digest: Digest) {
        let known = repositories(holding: digest)
        let kept = known.filter { !names.contains($0) }
        if kept != known { keep(kept, digest) }
    }

    private func keep(_ names: [String], _ digest: Digest) {
        // The digest is for `recua gc`, which keeps what speaks of something that is needed.
        let names = JSON.array(names.map { .string($0) })
        try? store.setRecord("pushed", key(digest), ["repositories": names, "blob": .string(digest.hex)])
    }

    private func key(_ digest: Digest) -> Digest { Digest(of: "\(host) \(digest)") }
}
