import Glibc
import RecuaCore
import SystemPackage

/// What is kept beside a download under way: where its bytes came from, and which of them are there.
///
/// Lines of text that are only ever appended, so that a process may die at any moment: an origin as JSON, and for
/// each stretch of bytes its beginning and end. A last line that was cut off does not count.
struct Journal: Sendable {
    private(set) var origin: DownloadOrigin?
    private(set) var extents = Extents()

    init() {}

    /// - Parameter size: of the file with the bytes: what would lie beyond its end is not believed.
    init(_ text: String, size: Int64) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("{") {
                origin = (try? JSON(parsing: String(line)))?.decoded()
            } else if let range = Self.range(line), range.upperBound <= size {
                extents.insert(range)
            }
        }
    }

    mutating func note(_ origin: DownloadOrigin) { self.origin = origin }
    mutating func note(_ range: Range<Int64>) { extents.insert(range) }

    /// Nothing when there is none, or none that can be read.
    static func read(_ path: String, size: Int64) -> Journal {
        let text = try? Files.readText(path, limit: 16 << 20)
        return text.map { Journal($0, size: size) } ?? Journal()
    }

    static func line(_ origin: DownloadOrigin) -> String { ((try? JSON(encoding: origin).text()) ?? "{}") + "\n" }

    static func line(_ range: Range<Int64>) -> String { "\(range.lowerBound) \(range.upperBound)\n" }

    private static func range(_ line: Substring) -> Range<Int64>? {
        let numbers = line.split(separator: " ").compactMap { Int64($0) }
        guard numbers.count == 2, numbers[0] >= 0, numbers[0] < numbers[1] else { return nil }
        return numbers[0]..<numbers[1]
    }
}

extension JSON {
    fileprivate func decoded<Value: Decodable>() -> Value? { try? decode(Value.self) }
}
