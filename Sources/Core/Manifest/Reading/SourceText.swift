/// A text that is being read, with its lines: turns positions of the parser into places a person can find.
///
/// Valid UTF-8 without NUL bytes and control characters, so that what comes after need not look again.
struct SourceText: Sendable {
    /// The path as the user wrote it, or a name such as `--set`.
    let name: String
    /// Without the byte order mark.
    let bytes: [UInt8]
    private let lines: LineTable
    /// Bytes of the byte order mark, so that offsets are those of the file.
    private let mark: Int

    /// - Throws: ``Diagnostic`` `manifest.encoding` with the place of the first byte that is not text.
    init(name: String, bytes: [UInt8]) throws {
        try Self.refuseWideEncodings(bytes, name: name)
        mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let text = mark == 0 ? bytes : Array(bytes.dropFirst(mark))
        self.name = name
        self.bytes = text
        var table = LineTable()
        let fault = text.withUnsafeBufferPointer { table.scan($0) }
        lines = table
        if let fault { throw diagnostic(for: fault) }
    }

    init(name: String, text: String) throws { try self.init(name: name, bytes: Array(text.utf8)) }

    /// Where the scalar number `index` stands. An index beyond the end gives the end.
    func position(_ index: Int) -> Place.Position {
        let index = min(max(0, index), lines.scalars)
        let line = lines.line(of: index)
        let column = index - lines.start(of: line).scalar + 1
        return Place.Position(line: line + 1, column: column, offset: mark + byte(of: index))
    }

    /// The stretch between two scalars, with its first line.
    func place(_ start: Int, _ end: Int) -> Place {
        let from = position(start)
        return place(from, position(max(start, end)), line: excerpt(from.line))
    }

    /// - Parameter line: what ``excerpt(_:from:)`` says of the first line, so that values of one line may share it.
    func place(_ start: Place.Position, _ end: Place.Position, line: String) -> Place {
        let place = Place(file: name, start: start, end: end, excerpt: line)
        let column = start.column - Self.context
        guard column > 1, start.column > Place.excerptLimit - Self.context,
            line.unicodeScalars.count >= Place.excerptLimit
        else { return place }
        // What stands around it, not what the line begins with.
        return Place(
            file: name, start: start, end: end, excerpt: excerpt(start.line, from: column), excerptColumn: column)
    }

    /// How many scalars ahead of a place, and behind its first, are kept of a long line.
    private static let context = 60

    /// The first scalar: where things are reported that concern the whole text.
    var beginning: Place { place(0, 0) }

    /// The line without its newline, cut to 200 scalars. Lines and columns count from 1.
    func excerpt(_ line: Int, from column: Int = 1) -> String {
        let first = lines.start(of: line - 1)
        let start = column == 1 ? first.byte : byte(of: first.scalar + column - 1)
        let end = line < lines.count ? lines.start(of: line).byte : bytes.count
        if let text = plainExcerpt(bytes[start..<end]) { return text }
        // 200 scalars are at most 800 bytes; the decoder repairs the one that this may cut.
        let text = String(decoding: bytes[start..<min(end, start + 804)], as: UTF8.self).unicodeScalars
        let shown = text.prefix { $0 != "\r" && $0 != "\n" }.prefix(Place.excerptLimit)
        // What a terminal would obey rather than show.
        let safe = shown.map { $0 != "\t" && $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(safe))
    }

    /// A short line of ASCII that a terminal shows as it is, as nearly every one is; nil for another.
    private func plainExcerpt(_ line: ArraySlice<UInt8>) -> String? {
        var line = line
        while let last = line.last, last == 0x0A || last == 0x0D { line.removeLast() }
        guard line.count <= Place.excerptLimit, line.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
        return String(decoding: line, as: UTF8.self)
    }

    /// The scalar number `index`, or nil at the end.
    func scalar(_ index: Int) -> Unicode.Scalar? {
        let start = byte(of: min(index, lines.scalars))
        return String(decoding: bytes[start..<min(bytes.count, start + 4)], as: UTF8.self).unicodeScalars.first
    }

    /// The byte at which the scalar number `index` begins, the byte order mark aside.
    func byte(of index: Int) -> Int {
        if lines.isASCII { return index }
        return bytes.withUnsafeBufferPointer { bytes in
            var (scalar, byte) = lines.checkpoint(before: index)
            while scalar < index, byte < bytes.count {
                byte += LineTable.length(bytes, byte)
                scalar += 1
            }
            return byte
        }
    }

    /// The number of the scalar that the byte `byte`, the byte order mark aside, belongs to.
    func scalar(ofByte byte: Int) -> Int { bytes.withUnsafeBufferPointer { lines.scalar(ofByte: byte, in: $0) } }
}
