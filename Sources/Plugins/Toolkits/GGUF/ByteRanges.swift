internal import Glibc
internal import RecuaCore
internal import SystemPackage

/// Bytes that can be read from any place: a file, a part of one, what has been fetched so far of a remote one.
public protocol ByteRanges: Sendable {
    var size: Int64 { get }

    /// False when `size` is only a bound, since nobody knows where the bytes end.
    var isSizeKnown: Bool { get }

    /// The bytes from `offset` on: `count` of them, fewer only where the bytes end.
    func read(at offset: Int64, count: Int) throws -> [UInt8]

    /// The same, and up to `limit` bytes in all when more can be had for nothing.
    func read(at offset: Int64, count: Int, limit: Int) throws -> [UInt8]
}

extension ByteRanges {
    public var isSizeKnown: Bool { true }

    public func read(at offset: Int64, count: Int, limit: Int) throws -> [UInt8] {
        try read(at: offset, count: max(count, limit))
    }
}

/// A file that is read in pieces, open as long as this value lives.
public final class FileBytes: ByteRanges {
    private let path: String
    private let descriptor: FileDescriptor
    public let size: Int64

    /// - Throws: ``Diagnostic`` `file.read` when there is no such file or it is a folder.
    public init(path: String) throws {
        guard let facts = Files.facts(path), !facts.isFolder else {
            throw Diagnostic("file.read", "there is no file `\(path)`")
        }
        self.path = path
        size = facts.size
        do {
            descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
        } catch {
            throw Diagnostic("file.read", "`\(path)` cannot be opened", cause: error)
        }
    }

    deinit { close(descriptor.rawValue) }

    public func read(at offset: Int64, count: Int) throws -> [UInt8] {
        guard offset >= 0, offset < size, count > 0 else { return [] }
        let wanted = Int(min(Int64(count), size - offset))
        do {
            return try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
                while filled < wanted {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                    let got = try descriptor.read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
                    if got == 0 { return }
                    filled += got
                }
            }
        } catch {
            throw Diagnostic("file.read", "`\(path)` cannot be read", cause: error)
        }
    }
}

/// A stretch of other bytes, such as a member of an archive.
public struct BytesSlice: ByteRanges {
    private let base: any ByteRanges
    private let start: Int64
    public let size: Int64

    /// A stretch that leaves `base` is cut to what is there.
    public init(_ base: any ByteRanges, from start: Int64, size: Int64) {
        self.base = base
        self.start = min(max(0, start), base.size)
        self.size = min(max(0, size), base.size - self.start)
    }

    public func read(at offset: Int64, count: Int) throws -> [UInt8] {
        guard offset >= 0, offset < size, count > 0 else { return [] }
        return try base.read(at: start + offset, count: Int(min(Int64(count), size - offset)))
    }

    public func read(at offset: Int64, count: Int, limit: Int) throws -> [UInt8] {
        guard offset >= 0, offset < size, count > 0 else { return [] }
        let (count, limit) = (min(Int64(count), size - offset), min(Int64(limit), size - offset))
        return try base.read(at: start + offset, count: Int(count), limit: Int(limit))
    }
}
