import RecuaCore
import SystemPackage

/// A file open for reading at any place; closed when the last reference to it goes.
final class FileWindow {
    private let path: String
    private let file: FileDescriptor

    /// - Throws: ``Diagnostic`` `file.read`.
    init(_ path: String) throws {
        self.path = path
        do {
            file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
        } catch {
            throw Diagnostic("file.read", "`\(path)` cannot be opened", cause: error)
        }
    }

    deinit { try? file.close() }

    /// Fills `buffer` as far as the file reaches.
    ///
    /// - Returns: how many bytes there were; less than asked for only at the end of the file.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            do {
                let count = try file.read(fromAbsoluteOffset: offset + Int64(done), into: rest)
                if count == 0 { break }
                done += count
            } catch {
                throw Diagnostic("file.read", "`\(path)` cannot be read", cause: error)
            }
        }
        return done
    }

    /// At most `count` bytes from `offset` on.
    func read(at offset: Int64, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
