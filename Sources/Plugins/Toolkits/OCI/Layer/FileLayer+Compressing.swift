import Glibc
import RecuaCore
import SystemPackage

extension FileLayer {
    /// The layer's tar in real deflate: a file of the store, made once.
    ///
    /// - Parameter onProgress: told how many bytes of the tar are done, first 0; not called when the file is there.
    /// - Throws: ``Diagnostic`` `store.changed` when a file is not the one its digest promises, `file.write`.
    func compressed(in store: Store, onProgress: (Int64) -> Void = { _ in }) async throws -> StoredFile {
        if let known = store.record("compressed", compressedKey)?["sha256"]?.string.flatMap({ Digest($0) }),
            let file = store.file(known)
        {
            return file
        }
        // The pass that makes sure that the files are what they should be; on record for a model that was fetched.
        let expected = try await digests(in: store).diffID
        onProgress(0)
        let file = try await compress(in: store, expected: expected, onProgress)
        try? store.setRecord("compressed", compressedKey, ["sha256": .string(file.sha256.hex)])
        return file
    }

    /// Stands for all that shapes the bytes but zlib's version: a file that is there stays right with another one.
    private var compressedKey: Digest {
        Digest(of: "recua gzip 1: level \(DeflatePiece.level), pieces of \(DeflatePiece.size)\n\(self.key)")
    }

    private func compress(
        in store: Store, expected: Digest, _ onProgress: (Int64) -> Void
    ) async throws -> StoredFile {
        try Files.createFolder("\(store.root)/sha256")
        let temporary = "\(store.path(of: compressedKey)).\(getpid()).\(UInt32.random(in: 0 ... .max)).new"
        defer { unlink(temporary) }
        do {
            let file = try SystemPackage.FileDescriptor.open(
                FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .init(rawValue: 0o644)
            )
            defer { try? file.close() }
            let result = try await LayerCompressor(layer: self).run(into: file, onProgress: onProgress)
            guard result.diffID == expected else {
                throw Diagnostic(
                    "store.changed", "the files of a layer changed while it was compressed",
                    help: "run the command again")
            }
            return try store.adopt(temporary, moving: true, digest: result.digest)
        } catch let error as Errno {
            throw Diagnostic(
                "file.write", "a compressed layer cannot be written to `\(store.root)`",
                help: "make room, name another place in `RECUA_STORE`, or leave out `image.compression`", cause: error)
        }
    }
}
