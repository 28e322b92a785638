internal import Glibc
internal import Synchronization
internal import SystemPackage

/// One reading of a file from its beginning for everybody who wants its bytes.
///
/// Observers work side by side, each at its own pace, a few pieces apart at most, so that several digests of a large
/// file cost one reading, and on several cores little more than the time of one. The file may still grow:
/// ``advance(to:)`` is called again as it does. Memory does not depend on the file's size.
public final class FilePass {
    /// Pieces that are read and not yet done with by all.
    private static let depth = 6

    /// In bytes: how far the file has been handed on.
    public private(set) var offset: Int64 = 0

    private let path: String
    private let file: FileDescriptor
    private let observers: [any ByteObserver]
    private let chunks = (0..<depth).map { _ in Chunk() }

    /// - Throws: ``Diagnostic`` `file.read` when the file cannot be opened.
    public init(_ path: String, observers: [any ByteObserver]) throws {
        self.path = path
        self.observers = observers
        file = try Files.attempt("file.read", "`\(path)` cannot be opened") {
            try FileDescriptor.open(Files.filePath(path), .readOnly, options: [.closeOnExec])
        }
    }

    deinit { try? file.close() }

    /// Hands on the bytes up to `end`, or to the file's end when that comes first. All observers are done with them when
    /// this returns.
    ///
    /// - Throws: ``Diagnostic`` `file.read`; `CancellationError` between two pieces.
    public func advance(to end: Int64) async throws {
        // What fits into one piece is not worth the tasks.
        guard observers.count > 1, end - offset > Int64(Chunk.size) else { return try await advanceAlone(to: end) }
        let (free, returned) = AsyncStream<Chunk>.makeStream()
        chunks.forEach { returned.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            let lanes = observers.map { observer in
                let (pieces, lane) = AsyncStream<Chunk>.makeStream()
                group.addTask {
                    for await piece in pieces {
                        observer.update(piece.bytes)
                        if piece.isDone() { returned.yield(piece) }
                    }
                }
                return lane
            }
            defer { lanes.forEach { $0.finish() } }
            for await chunk in free {
                try Task.checkCancellation()
                try read(into: chunk, upTo: end)
                if chunk.count == 0 { break }
                chunk.begin(for: lanes.count)
                offset += Int64(chunk.count)
                lanes.forEach { $0.yield(chunk) }
            }
            try Task.checkCancellation()
        }
    }

    private func advanceAlone(to end: Int64) async throws {
        while true {
            try Task.checkCancellation()
            try read(into: chunks[0], upTo: end)
            if chunks[0].count == 0 { return }
            for observer in observers { observer.update(chunks[0].bytes) }
            offset += Int64(chunks[0].count)
            // Long work on a thread that others wait for: let them in between two pieces.
            await Task.yield()
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
/// Unchecked, since the pass alone fills it, and only when all observers are done with what was in it.
private final class Chunk: @unchecked Sendable {
    /// Small enough to stay in the processor's own memory while several digests are made of it.
    static let size = 512 << 10

    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: Chunk.size, alignment: 4096)
    var count = 0
    private let readers = Mutex(0)

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: space[..<count]) }

    deinit { space.deallocate() }

    /// So many will say that they are done.
    func begin(for count: Int) { readers.withLock { $0 = count } }

    /// - Returns: true for the last one.
    func isDone() -> Bool {
        readers.withLock { readers in
            readers -= 1
            return readers == 0
        }
    }
}
