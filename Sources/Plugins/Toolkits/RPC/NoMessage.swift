/// Why a line is no message of the protocol.
package struct NoMessage: Error, Sendable, Hashable {
    /// What is wrong, the same for all lines with the same mistake: `no JSON: duplicate key `id``.
    package let reason: String
    /// Where in the line it went wrong, in characters from 1; nil when it is the line as a whole.
    package let column: Int?
    /// The line, or what of a long one stands around the mistake.
    package let excerpt: String

    init(_ reason: String, in line: [UInt8], at offset: Int? = nil) {
        self.reason = reason
        column = offset.map { String(decoding: line.prefix($0), as: UTF8.self).count + 1 }
        excerpt = Self.excerpt(of: line, around: offset ?? 0)
    }

    /// Bytes of a line that are shown before the mistake, and as many from it on.
    private static let reach = 60

    private static func excerpt(of line: [UInt8], around offset: Int) -> String {
        let (start, end) = (max(0, offset - reach), min(line.count, offset + reach))
        guard start < end else { return "" }
        let text = PlainText.line(Array(line[start..<end]))
        return (start > 0 ? "…" : "") + text + (end < line.count ? "…" : "")
    }
}

extension NoMessage: CustomStringConvertible {
    /// `no JSON: expected a value, at column 24`
    package var description: String { reason + (column.map { ", at column \($0)" } ?? "") }
}
