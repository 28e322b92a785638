/// Cuts a stream of bytes into lines, with a bound on what one line can cost.
package struct LineSplitter: Sendable {
    package enum Line: Sendable, Hashable {
        /// Without its newline.
        case whole([UInt8])
        /// The first bytes of a line beyond the limit; the rest of it is dropped.
        case cut([UInt8])

        package var bytes: [UInt8] {
            switch self {
            case .whole(let bytes), .cut(let bytes): bytes
            }
        }
    }

    private let limit: Int
    private var partial: [UInt8] = []
    private var isDropping = false

    /// - Parameter limit: bytes of the longest line that is still whole.
    package init(limit: Int) { self.limit = limit }

    /// Bytes of the unfinished line that are kept: never more than the limit.
    package var held: Int { partial.count }

    /// The lines that `bytes` complete, and the start of one that has become too long.
    package mutating func take(_ bytes: UnsafeRawBufferPointer) -> [Line] {
        var lines: [Line] = []
        var rest = bytes[...]
        while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
            add(rest[..<newline], to: &lines)
            if !isDropping { lines.append(.whole(partial)) }
            (partial, isDropping) = ([], false)
            rest = rest[(newline + 1)...]
        }
        add(rest, to: &lines)
        return lines
    }

    /// What came after the last newline, when the stream has ended.
    package mutating func finish() -> Line? {
        defer { (partial, isDropping) = ([], false) }
        return partial.isEmpty ? nil : .whole(partial)
    }

    private mutating func add(_ piece: Slice<UnsafeRawBufferPointer>, to lines: inout [Line]) {
        guard !isDropping else { return }
        let room = limit - partial.count
        partial.append(contentsOf: piece.prefix(room))
        guard piece.count > room else { return }
        lines.append(.cut(partial))
        (partial, isDropping) = ([], true)
    }
}
