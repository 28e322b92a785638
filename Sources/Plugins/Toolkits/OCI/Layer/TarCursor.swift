import RecuaCore

/// Reads the tar of a ``FileLayer`` in order, from any offset on.
struct TarCursor {
    private let pieces: [FileLayer.Piece]
    private var index = 0
    private var offset: Int64
    private var window: FileWindow?

    init(_ layer: FileLayer, at offset: Int64 = 0) {
        pieces = layer.pieces
        self.offset = offset
        while index < pieces.count, self.offset >= pieces[index].size {
            self.offset -= pieces[index].size
            index += 1
        }
    }

    /// Fills the whole buffer.
    ///
    /// - Throws: ``Diagnostic`` `store.changed` when a file is shorter than it was.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < buffer.count {
            guard index < pieces.count else { throw Diagnostic("oci.offset", "read beyond the end of a layer") }
            let count = Int(min(Int64(buffer.count - done), pieces[index].size - offset))
            try copy(into: UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count]))
            done += count
            offset += Int64(count)
            if offset == pieces[index].size { advance() }
        }
    }

    private mutating func copy(into buffer: UnsafeMutableRawBufferPointer) throws {
        switch pieces[index] {
        case .bytes(let bytes):
            bytes.withUnsafeBytes {
                buffer.copyMemory(from: .init(rebasing: $0[Int(offset)..<Int(offset) + buffer.count]))
            }
        case .file(let file, let skipped):
            let window = try self.window ?? FileWindow(file.path)
            self.window = window
            guard try window.read(at: skipped + offset, into: buffer) == buffer.count else {
                throw FileLayer.changed(file)
            }
        }
    }

    private mutating func advance() {
        index += 1
        offset = 0
        window = nil
    }
}

extension FileLayer {
    static func changed(_ file: StoredFile) -> Diagnostic {
        Diagnostic(
            "store.changed", "`\(file.path)` is no longer the file whose digest is \(file.sha256)",
            help: "run the command again; if it is in Recua's store, `recua gc --verify` first"
        )
    }
}
