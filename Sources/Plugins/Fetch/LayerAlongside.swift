internal import RecuaCore
internal import RecuaOCI
internal import Synchronization

/// Makes the digests of a file's layer while the file arrives, so that its image is made later without reading it.
///
/// It saves work and decides nothing: what cannot be foreseen is computed when the image is made.
final class LayerAlongside: Sendable {
    private let wanted: Wanted
    private let store: Store
    /// Of the last beginning of the file.
    private let layer = Mutex<IncomingLayer?>(nil)

    init(_ wanted: Wanted, store: Store) {
        self.wanted = wanted
        self.store = store
    }

    /// Who takes the file's bytes along.
    ///
    /// - Parameters:
    ///   - head: the file's first 8 KiB, or all of it.
    ///   - size: in bytes.
    func observers(head: [UInt8], size: Int64) -> [any ByteObserver] {
        let incoming = incoming(head: head, size: size)
        layer.withLock { $0 = incoming }
        return incoming?.observers ?? []
    }

    private func incoming(head: [UInt8], size: Int64) -> IncomingLayer? {
        guard wanted.isStored else { return nil }
        guard wanted.role.isProgram else { return try? IncomingLayer(wanted.place, size: size, header: []) }
        let facts = ProgramFacts(head: head)
        guard facts.isPortable else { return try? IncomingLayer(wanted.place, size: size, header: []) }
        guard let header = facts.header(for: wanted.architecture) else { return nil }
        return try? IncomingLayer(wanted.place, size: size, header: header)
    }

    /// Keeps what was made, now that the file has its place.
    func record(_ file: StoredFile) {
        if wanted.role.isProgram { _ = try? ProgramFacts.of(file, store: store) }
        try? layer.withLock { $0 }?.record(file, architecture: wanted.architecture, in: store)
    }
}
