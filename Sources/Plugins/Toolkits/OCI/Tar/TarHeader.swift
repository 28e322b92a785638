import RecuaCore

/// The blocks before a member's data, the same on every machine: owner 0, time 0, no names of users.
///
/// ustar (POSIX.1-1988), with a PAX header (POSIX.1-2001) in front for what ustar cannot say: paths over 100 bytes or
/// outside ASCII, and files of 8 GiB and more.
enum TarHeader {
    static let blockSize = 512
    /// What 11 octal digits hold.
    static let largestSize: Int64 = 0o77777777777

    static func bytes(for entry: TarEntry) throws -> [UInt8] {
        let path = entry.kind == .folder ? entry.path + "/" : entry.path
        guard !entry.path.isEmpty, !entry.path.hasPrefix("/"), !path.utf8.contains(0),
            !entry.path.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
                ["", ".", ".."].contains($0)
            })
        else { throw Diagnostic("oci.path", "`\(entry.path)` is not a path that an image can hold") }
        var records: [(String, String)] = []
        if path.utf8.count > 100 || path.utf8.contains(where: { $0 > 126 }) { records.append(("path", path)) }
        if entry.size > largestSize { records.append(("size", String(entry.size))) }
        let type: Character = entry.kind == .folder ? "5" : "0"
        let size = entry.size > largestSize ? 0 : entry.size
        return pax(records) + block(name: shortened(path), mode: entry.mode, size: size, type: type)
    }

    /// Zero bytes after `size` bytes of data, up to a whole block.
    static func padding(after size: Int64) -> Int { Int((512 - size % 512) % 512) }

    private static func pax(_ records: [(String, String)]) -> [UInt8] {
        guard !records.isEmpty else { return [] }
        let data = records.flatMap { record(key: $0.0, value: $0.1) }
        let padding = [UInt8](repeating: 0, count: padding(after: Int64(data.count)))
        return block(name: "PaxHeaders/0", mode: 0o644, size: Int64(data.count), type: "x") + data + padding
    }

    /// `LENGTH key=value\n`, where LENGTH counts itself.
    static func record(key: String, value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count + 1
        while String(length).utf8.count + rest.utf8.count != length {
            length = String(length).utf8.count + rest.utf8.count
        }
        return Array("\(length)\(rest)".utf8)
    }

    /// What readers without PAX see: the path's last 100 ASCII bytes.
    private static func shortened(_ path: String) -> String {
        let ascii = path.utf8.map { $0 > 126 ? UInt8(ascii: "_") : $0 }
        return String(decoding: ascii.suffix(100), as: UTF8.self)
    }

    private static func block(name: String, mode: Int, size: Int64, type: Character) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockSize)
        func put(_ text: String, at offset: Int) {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        put(name, at: 0)
        put(octal(Int64(mode & 0o7777), digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        put("        ", at: 148)
        put(String(type), at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put(octal(0, digits: 7), at: 329)
        put(octal(0, digits: 7), at: 337)
        // The checksum is the sum of all bytes, its own field taken as spaces.
        let checksum = block.reduce(0) { $0 + Int64($1) }
        put(octal(checksum, digits: 6), at: 148)
        block[154] = 0
        return block
    }

    private static func octal(_ value: Int64, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
