/// A change to a file that a program made, as `faults.c` wrote it down.
struct FileChange: Sendable, Hashable {
    enum Kind: UInt8, Sendable {
        case written = 0x57
        case synced = 0x53
        case truncated = 0x54
        case removed = 0x55
        case renamed = 0x52
    }

    var kind: Kind
    var path: String
    var offset: Int
    var bytes: [UInt8]

    /// All of a log, the first first.
    static func all(in log: [UInt8]) -> [FileChange] {
        var rest = log[...]
        func number(_ size: Int) -> Int {
            defer { rest = rest.dropFirst(size) }
            return rest.prefix(size).reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        func take(_ size: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
        var changes: [FileChange] = []
        while let first = rest.first, let kind = Kind(rawValue: first) {
            rest = rest.dropFirst()
            let path = String(decoding: take(number(4)), as: UTF8.self)
            let (offset, size) = (number(8), number(8))
            changes.append(FileChange(kind: kind, path: path, offset: offset, bytes: take(size)))
        }
        return changes
    }
}
