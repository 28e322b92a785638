import RecuaCore
import SystemPackage

/// What a step logged, as it lies in `.recua/logs`.
enum StepLog {
    struct Line: Hashable {
        /// nil for a line that is not of a message.
        var level: StepMessage.Level?
        var message: String

        /// `2026-11-27T04:10:21.123Z info the message`.
        init(_ text: Substring) {
            let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            let level = words.count == 3 ? StepMessage.Level(rawValue: String(words[1])) : nil
            self.level = level
            message = String(level == nil ? text : words[2])
        }
    }

    /// Read of the end of a file for its last lines.
    private static let reach = 64 << 10

    /// The last lines; none when the file cannot be read.
    static func tail(_ path: String, limit: Int) -> [Line] {
        guard let bytes = try? end(of: path) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(limit).map { Line($0) }
    }

    private static func end(of path: String) throws -> [UInt8] {
        let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
        return try file.closeAfter {
            let size = try file.seek(offset: 0, from: .end)
            var bytes = [UInt8](repeating: 0, count: Int(min(size, Int64(reach))))
            let count = try bytes.withUnsafeMutableBytes {
                try file.read(fromAbsoluteOffset: size - Int64($0.count), into: $0)
            }
            let read = bytes.prefix(count)
            // The first line is a part of one, unless the file began there.
            return Array(size > Int64(reach) ? read.drop { $0 != 0x0A } : read)
        }
    }
}
