import RecuaCore

/// Reads a tar archive that comes in pieces of any size: calls `onEntry` for each member and `onData` for its bytes.
///
/// Understands ustar, PAX `path` and `size`, and GNU's long names and large sizes.
struct TarReader {
    private enum State {
        case header
        case data(left: Int64, padding: Int, isExtension: Bool)
    }

    private var state = State.header
    private var block: [UInt8] = []
    private var extensionData: [UInt8] = []
    private var extensionType: UInt8 = 0
    private var longPath: String?
    private var longSize: Int64?
    private var longTarget: String?
    private let onEntry: (TarEntry) throws -> Void
    private let onData: (UnsafeRawBufferPointer) throws -> Void

    init(
        onEntry: @escaping (TarEntry) throws -> Void,
        onData: @escaping (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) {
        self.onEntry = onEntry
        self.onData = onData
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .header:
                let taken = rest.prefix(TarHeader.blockSize - block.count)
                block.append(contentsOf: taken)
                rest = rest.dropFirst(taken.count)
                if block.count == TarHeader.blockSize { try readHeader() }
            case .data(let left, let padding, let isExtension):
                let taken = rest.prefix(Int(min(left, Int64(rest.count))))
                if isExtension { extensionData.append(contentsOf: taken) } else { try onData(.init(rebasing: taken)) }
                rest = rest.dropFirst(taken.count)
                let skipped = left == Int64(taken.count) ? min(padding, rest.count) : 0
                rest = rest.dropFirst(skipped)
                state = .data(left: left - Int64(taken.count), padding: padding - skipped, isExtension: isExtension)
                if left == Int64(taken.count), padding == skipped { try finishData(isExtension) }
            }
        }
    }

    private mutating func readHeader() throws {
        let header = block
        block = []
        if header.allSatisfy({ $0 == 0 }) { return }
        guard number(header[148..<156]) == checksum(header) else { throw Self.damaged }
        let type = header[156]
        let isExtension = [UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K")].contains(type)
        let size = isExtension ? number(header[124..<136]) : longSize ?? number(header[124..<136])
        guard size >= 0, !isExtension || size <= 1 << 20 else { throw Self.damaged }
        if isExtension {
            extensionType = type
        } else {
            try onEntry(entry(header, type: type, size: size))
            (longPath, longSize, longTarget) = (nil, nil, nil)
        }
        // Links, devices, folders and pipes have no data, whatever their size field says; types that we do not know do
        // (POSIX.1-2001, pax, "ustar Header Block": they are to be read as regular files).
        let count = (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type) ? 0 : size
        if count > 0 { state = .data(left: count, padding: TarHeader.padding(after: count), isExtension: isExtension) }
    }

    private func entry(_ header: [UInt8], type: UInt8, size: Int64) -> TarEntry {
        let kind: TarEntry.Kind =
            switch type {
            case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .file
            case UInt8(ascii: "1"): .hardLink
            case UInt8(ascii: "2"): .symbolicLink
            case UInt8(ascii: "3"), UInt8(ascii: "4"): .device
            case UInt8(ascii: "5"): .folder
            case UInt8(ascii: "6"): .pipe
            default: .other
            }
        var path = longPath ?? text(header[0..<100])
        let isUstar = header[257..<262].elementsEqual("ustar".utf8) && header[262] == 0
        if longPath == nil, isUstar, header[345] != 0 { path = text(header[345..<500]) + "/" + path }
        let parts = path.split(separator: "/").filter { $0 != "." }
        return TarEntry(
            path: parts.joined(separator: "/"), kind: kind, mode: Int(number(header[100..<108]) & 0o7777),
            size: kind == .file ? size : 0,
            target: [.hardLink, .symbolicLink].contains(kind) ? longTarget ?? text(header[157..<257]) : nil,
            absolutePath: path.hasPrefix("/") ? path : nil
        )
    }

    private mutating func finishData(_ isExtension: Bool) throws {
        state = .header
        guard isExtension else { return }
        let data = extensionData
        extensionData = []
        if extensionType == UInt8(ascii: "L") { longPath = text(data[...]) }
        if extensionType == UInt8(ascii: "K") { longTarget = text(data[...]) }
        if extensionType == UInt8(ascii: "x") { try readRecords(data) }
    }

    private mutating func readRecords(_ data: [UInt8]) throws {
        var rest = data[...]
        while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
            guard let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
                length > space - rest.startIndex + 1,
                length <= rest.count
            else { throw Self.damaged }
            let record = String(
                decoding: rest[rest.index(after: space)..<rest.startIndex + length].dropLast(), as: UTF8.self)
            rest = rest.dropFirst(length)
            if record.hasPrefix("path=") { longPath = String(record.dropFirst(5)) }
            if record.hasPrefix("linkpath=") { longTarget = String(record.dropFirst(9)) }
            if record.hasPrefix("size=") { longSize = Int64(record.dropFirst(5)) }
        }
    }

    /// The sum of all bytes, the checksum's own field taken as spaces.
    private func checksum(_ header: [UInt8]) -> Int64 {
        header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int64($1.element)) }
    }

    /// Octal text, or GNU's big-endian binary when the first bit is set.
    private func number(_ field: ArraySlice<UInt8>) -> Int64 {
        if let first = field.first, first & 0x80 != 0 {
            return field.suffix(8).reduce(Int64(0)) { ($0 << 8) | Int64($1) }
        }
        return Int64(text(field).filter { ("0"..."7").contains($0) }, radix: 8) ?? 0
    }

    private func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static let damaged = Diagnostic("oci.tar", "the layer is not a tar archive that can be read")
}
