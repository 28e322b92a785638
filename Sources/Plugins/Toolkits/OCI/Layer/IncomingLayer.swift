public import RecuaCore
import Synchronization

/// The layer of a file that is still to come: its digests are made of the bytes as they arrive.
///
/// A file's place follows from its role, and its size is known before its first byte, so that all that surrounds the
/// bytes in the layer is known too.
public final class IncomingLayer: Sendable {
    /// Who must be given the file's bytes.
    public let observers: [any ByteObserver]

    private let path: String
    private let mode: Int
    private let isAssimilated: Bool
    private let digester: LayerDigester
    private let end: [UInt8]

    /// - Parameters:
    ///   - place: the file's path and mode in the image.
    ///   - size: of the file, in bytes.
    ///   - header: what takes the place of a llamafile's first bytes; empty for files that stay as they are.
    /// - Throws: ``Diagnostic`` `oci.path`.
    public init(_ place: ModelPlace, size: Int64, header: [UInt8]) throws {
        path = place.path
        mode = place.mode
        isAssimilated = !header.isEmpty
        // The digest is no part of the tar, and not known yet.
        let source = StoredFile(path: "", sha256: Digest(of: ""), size: size)
        let entry = Image.Entry(path: path, mode: mode, source: source, isAssimilated: isAssimilated)
        let layer = try FileLayer(entries: [entry]) { _ in header }
        let digester = LayerDigester(tarSize: layer.tarSize)
        let bytes = layer.pieces.map { if case .bytes(let bytes) = $0 { bytes } else { [UInt8]?.none } }
        let file = bytes.firstIndex { $0 == nil } ?? bytes.endIndex
        bytes[..<file].forEach { $0?.withUnsafeBytes(digester.update) }
        end = bytes[file...].flatMap { $0 ?? [] }
        observers = digester.lanes.map { Skipping(header.count, of: $0) }
        self.digester = digester
    }

    /// Keeps the digests where ``FileLayer/digests(in:onProgress:)`` finds them. Call it once, after the last byte.
    ///
    /// - Parameters:
    ///   - file: the finished file.
    ///   - architecture: the one that the header is of.
    /// - Throws: what looking into the file throws.
    public func record(_ file: StoredFile, architecture: Architecture, in store: Store) throws {
        end.withUnsafeBytes(digester.update)
        guard let digests = digester.finish() else { return }
        let entry = Image.Entry(path: path, mode: mode, source: file, isAssimilated: isAssimilated)
        let layer = try FileLayer(entries: [entry], architecture: architecture, store: store)
        try store.setRecord(FileLayer.records, layer.key, JSON(encoding: digests))
    }
}

/// Hands on all bytes but the first ones.
final class Skipping: ByteObserver {
    private let base: any ByteObserver
    private let remaining: Mutex<Int>

    init(_ count: Int, of base: any ByteObserver) {
        self.base = base
        remaining = Mutex(count)
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        let skipped = remaining.withLock { remaining in
            let count = min(remaining, bytes.count)
            remaining -= count
            return count
        }
        base.update(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(skipped)))
    }
}
