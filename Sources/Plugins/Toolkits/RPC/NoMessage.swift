/// Why a line is no message of the protocol.
package struct NoMessage: Error, Sendable, Hashable {
    /// What is wrong, the same for all lines with the same mistake: `no JSON: duplicate key `id``.
    package let reason: String
    /// Where in the line it went wrong, in characters from 1; nil when it is the line as a whole.
    package let column: Int?
    private let line: [UInt8]
    private let offset: Int

    init(_ reason: String, in line: [UInt8], at offset: Int? = nil) {
        self.reason = reason
        column = offset.map { String(decoding: line.prefix($0), as: UTF8.self).count + 1 }
        self.line = line
        self.offset = offset ?? 0
    }

    /// Bytes of a line that are shown before the mistake, and as many from it on.
    private static let reach = 60

    /// The line, or what of a long one stands around the mistake.
    package func excerpt(behind veil: Veil = Veil()) -> String {
        let (start, end) = (max(0, offset - Self.reach), min(line.count, offset + Self.reach))
        guard start < end else { return "" }
        let text = PlainText.line(veil.covering(line, in: start..<end))
        return (start > 0 ? "…" : "") + text + (end < line.count ? "…" : "")
    }
}

extension NoMessage: CustomStringConvertible {
    /// `no JSON: expected a value, at column 24`
    package var description: String { reason + (column.map { ", at column \($0)" } ?? "") }
}
