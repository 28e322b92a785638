public import RecuaCore
import SystemPackage

/// A tar archive in a file, plain or in gzip, of which single files are taken out.
public struct TarArchive: Sendable {
    private let path: String

    public init(_ path: String) { self.path = path }

    /// Takes one file out, reading the archive once.
    ///
    /// - Parameters:
    ///   - destination: written anew; what is in it is of no use when this throws.
    ///   - isWanted: asked for each file.
    /// - Returns: the files that were wanted, in order, and the digest of the first, whose bytes are in `destination`
    ///   now; no digest when there was none.
    /// - Throws: ``Diagnostic`` `oci.tar`, `oci.gzip`, `file.read`, `store.write`; `CancellationError`.
    public func take(
        into destination: String, _ isWanted: (TarEntry) -> Bool
    ) throws -> (wanted: [TarEntry], digest: Digest?) {
        do {
            let output = try FileDescriptor.open(
                FilePath(destination), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            return try output.closeAfter { try take(into: output, isWanted) }
        } catch let error as Errno {
            throw Diagnostic("store.write", "`\(destination)` cannot be written", cause: error)
        }
    }

    private func take(
        into output: FileDescriptor, _ isWanted: (TarEntry) -> Bool
    ) throws -> (wanted: [TarEntry], digest: Digest?) {
        try withoutActuallyEscaping(isWanted) { isWanted in
            var wanted: [TarEntry] = []
            var hasher = Digest.Hasher()
            var (isInside, count) = (false, Int64(0))
            var reader = TarReader { entry in
                let isOne = entry.kind == .file && isWanted(entry)
                isInside = isOne && wanted.isEmpty
                if isOne { wanted.append(entry) }
            } onData: { bytes in
                guard isInside else { return }
                hasher.update(bytes)
                count += Int64(try output.writeAll(bytes))
            }
            try GzipReader.forEachChunk(of: path) { try reader.update($0) }
            guard let first = wanted.first else { return ([], nil) }
            guard count == first.size else {
                throw Diagnostic("oci.tar", "the archive ends within `\(first.path)`", help: "fetch it again")
            }
            return (wanted, hasher.finish())
        }
    }
}
