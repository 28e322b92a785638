internal import Glibc
internal import SystemPackage

/// One reading of a file from its beginning for everybody who wants its bytes.
///
/// Observers work side by side on a piece while the next one is read, so that several digests of a large file cost one
/// reading, and on several cores the time of one. The file may still grow: ``advance(to:)`` is called again as it does.
/// Memory does not depend on the file's size.
public final class FilePass {
    /// In bytes: how far the file has been handed on.
    public private(set) var offset: Int64 = 0

    private let path: String
    private let file: FileDescriptor
    private let observers: [any ByteObserver]
    private var chunks = [Chunk(), Chunk()]

    /// - Throws: ``Diagnostic`` `file.read` when the file cannot be opened.
    public init(_ path: String, observers: [any ByteObserver]) throws {
        self.path = path
        self.observers = observers
        file = try Files.attempt("file.read", "`\(path)` cannot be opened") {
            try FileDescriptor.open(Files.filePath(path), .readOnly, options: [.closeOnExec])
        }
    }

    deinit { try? file.close() }

    /// Hands on the bytes up to `end`, or to the file's end when that comes first.
    ///
    /// - Throws: ``Diagnostic`` `file.read`; `CancellationError` between two pieces.
    public func advance(to end: Int64) async throws {
        try read(into: chunks[0], upTo: end)
        while chunks[0].count > 0 {
            try Task.checkCancellation()
            offset += Int64(chunks[0].count)
            try await share(chunks[0]) { try read(into: chunks[1], upTo: end) }
            chunks.swapAt(0, 1)
        }
    }

    /// - Parameter next: done meanwhile.
    private func share(_ chunk: Chunk, while next: () throws -> Void) async throws {
        guard observers.count > 1 else {
            observers.first?.update(chunk.bytes)
            // Long work on a thread that others wait for: let them in between two pieces.
            await Task.yield()
            return try next()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for observer in observers { group.addTask { observer.update(chunk.bytes) } }
            try next()
            try await group.waitForAll()
        }
    }

    private func read(into chunk: Chunk, upTo end: Int64) throws {
        let wanted = Int(min(Int64(Chunk.size), max(0, end - offset)))
        chunk.count = 0
        while chunk.count < wanted {
            let space = UnsafeMutableRawBufferPointer(rebasing: chunk.space[chunk.count..<wanted])
            let count = try Files.attempt("file.read", "`\(path)` cannot be read") {
                try file.read(fromAbsoluteOffset: offset + Int64(chunk.count), into: space)
            }
            if count == 0 { return }
            chunk.count += count
        }
    }
}

/// A piece of a file.
///
/// Unchecked, since it is filled by the pass alone and then only read until all observers are done with it.
private final class Chunk: @unchecked Sendable {
    /// Small enough to stay in a core's cache while several digests are made of it.
    static let size = 512 << 10

    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: Chunk.size, alignment: 4096)
    var count = 0

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: space[..<count]) }

    deinit { space.deallocate() }
}
