internal import RecuaCore

/// The members of a ZIP archive at the end of a file, such as a llamafile's (PKWARE APPNOTE 4.3, with ZIP64).
struct ZipDirectory {
    struct Member: Hashable {
        var name: String
        /// 0 for bytes stored as they are.
        var method: UInt16
        var compressedSize: Int64
        var size: Int64
        var headerOffset: Int64
    }

    var members: [Member] = []

    /// - Returns: nil when the file ends in no archive.
    /// - Throws: ``Diagnostic`` `model.archive` for one whose directory cannot be right.
    init?(reading source: any ByteRanges) throws {
        let tailStart = max(0, source.size - (65_557 + 20))
        let tail = try source.read(at: tailStart, count: 65_557 + 20)
        guard let end = ZipDirectory.endRecord(in: tail) else { return nil }
        var offset = Int64(tail.littleEndian(UInt32.self, at: end + 16) ?? 0)
        var size = Int64(tail.littleEndian(UInt32.self, at: end + 12) ?? 0)
        if let wide = try ZipDirectory.wideRecord(tail, before: end, of: source) { (offset, size) = wide }
        guard offset >= 0, size >= 0, size <= 64 << 20, offset <= source.size - size else { throw ZipDirectory.broken }
        try readMembers(try source.read(at: offset, count: Int(size)))
    }

    /// The member's bytes within `source`. Only for stored members.
    func bytes(of member: Member, in source: any ByteRanges) throws -> (offset: Int64, size: Int64) {
        let header = try source.read(at: member.headerOffset, count: 30)
        guard header.littleEndian(UInt32.self) == 0x0403_4B50, let name = header.littleEndian(UInt16.self, at: 26),
            let extra = header.littleEndian(UInt16.self, at: 28)
        else { throw ZipDirectory.broken }
        let offset = member.headerOffset + 30 + Int64(name) + Int64(extra)
        guard member.size <= source.size - offset else { throw ZipDirectory.broken }
        return (offset, member.size)
    }

    private static let broken = Diagnostic(
        "model.archive", "the archive inside the file cannot be read: the file is damaged or not complete",
        help: "fetch it again"
    )

    private static func endRecord(in tail: [UInt8]) -> Int? {
        guard tail.count >= 22 else { return nil }
        return stride(from: tail.count - 22, through: 0, by: -1).first {
            tail[$0] == 0x50 && tail.littleEndian(UInt32.self, at: $0) == 0x0605_4B50
        }
    }

    /// Where the directory is by the ZIP64 record, when there is one.
    private static func wideRecord(
        _ tail: [UInt8], before end: Int, of source: any ByteRanges
    ) throws -> (offset: Int64, size: Int64)? {
        guard end >= 20, tail.littleEndian(UInt32.self, at: end - 20) == 0x0706_4B50,
            let place = tail.littleEndian(UInt64.self, at: end - 12)
        else { return nil }
        let record = try source.read(at: Int64(clamping: place), count: 56)
        guard record.littleEndian(UInt32.self) == 0x0606_4B50, let size = record.littleEndian(UInt64.self, at: 40),
            let offset = record.littleEndian(UInt64.self, at: 48)
        else { throw broken }
        return (Int64(clamping: offset), Int64(clamping: size))
    }

    private mutating func readMembers(_ directory: [UInt8]) throws {
        var at = 0
        while at + 46 <= directory.count, directory.littleEndian(UInt32.self, at: at) == 0x0201_4B50 {
            let nameLength = Int(directory.littleEndian(UInt16.self, at: at + 28) ?? 0)
            let extraLength = Int(directory.littleEndian(UInt16.self, at: at + 30) ?? 0)
            let commentLength = Int(directory.littleEndian(UInt16.self, at: at + 32) ?? 0)
            let next = at + 46 + nameLength + extraLength + commentLength
            guard next <= directory.count else { throw ZipDirectory.broken }
            var member = Member(
                name: String(decoding: directory[at + 46..<at + 46 + nameLength], as: UTF8.self),
                method: directory.littleEndian(UInt16.self, at: at + 10) ?? 0,
                compressedSize: Int64(directory.littleEndian(UInt32.self, at: at + 20) ?? 0),
                size: Int64(directory.littleEndian(UInt32.self, at: at + 24) ?? 0),
                headerOffset: Int64(directory.littleEndian(UInt32.self, at: at + 42) ?? 0)
            )
            let extra = directory[at + 46 + nameLength..<at + 46 + nameLength + extraLength]
            member.widen(by: Array(extra))
            members.append(member)
            at = next
        }
    }
}

extension ZipDirectory.Member {
    /// Takes the 64-bit numbers of the extra field 1 for those that did not fit into 32 bits.
    fileprivate mutating func widen(by extra: [UInt8]) {
        var at = 0
        while let id = extra.littleEndian(UInt16.self, at: at), let length = extra.littleEndian(UInt16.self, at: at + 2)
        {
            if id == 1 {
                var place = at + 4
                func next() -> Int64? {
                    defer { place += 8 }
                    return extra.littleEndian(UInt64.self, at: place).map { Int64(clamping: $0) }
                }
                if size == 0xFFFF_FFFF { size = next() ?? size }
                if compressedSize == 0xFFFF_FFFF { compressedSize = next() ?? compressedSize }
                if headerOffset == 0xFFFF_FFFF { headerOffset = next() ?? headerOffset }
                return
            }
            at += 4 + Int(length)
        }
    }
}
