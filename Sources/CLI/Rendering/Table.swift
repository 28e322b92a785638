/// Rows in aligned columns, two spaces apart.
struct Table {
    /// A cell: what is seen, on one line, and how it is painted once its width is known.
    struct Cell {
        var text: String
        var color: TextStyle.Color?

        init(_ text: String, _ color: TextStyle.Color? = nil) {
            self.text = DisplayText.line(text)
            self.color = color
        }
    }

    private var rows: [[Cell]] = []

    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// - Parameters:
    ///   - most: rows that are shown; the others are counted.
    ///   - width: columns of the terminal, into which the last column is broken; nil for no limit.
    func text(_ style: TextStyle, most: Int = .max, width: Int? = nil) -> String {
        let shown = Self.lines(Array(rows.prefix(most)), style, width).joined(separator: "\n")
        return rows.count > most ? shown + "\n… and \(rows.count - most) more" : shown
    }

    /// One text for each row.
    func lines(_ style: TextStyle, width: Int?) -> [String] { Self.lines(rows, style, width) }

    private static func lines(_ rows: [[Cell]], _ style: TextStyle, _ width: Int?) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.count > column ? DisplayText.width($0[column].text) : 0 }.max() ?? 0
        }
        return rows.map { line($0, widths, style, width) }
    }

    /// With less room than this, or than its longest word takes, the last column goes below the others.
    private static let leastRoom = 24
    /// Columns before it then.
    private static let margin = 7

    /// Ends with the last cell that says something: no spaces hang at the end of a line.
    private static func line(_ row: [Cell], _ widths: [Int], _ style: TextStyle, _ width: Int?) -> String {
        let last = row.lastIndex { !$0.text.isEmpty } ?? 0
        let head = row.prefix(last).enumerated().map { column, cell in
            painted(cell, style) + String(repeating: " ", count: widths[column] - DisplayText.width(cell.text)) + "  "
        }.joined()
        guard row.indices.contains(last) else { return head }
        let indent = widths.prefix(last).reduce(0) { $0 + $1 + 2 }
        guard let width, last > 0, indent + DisplayText.width(row[last].text) > width else {
            return head + painted(row[last], style)
        }
        let paragraph = Paragraph(row[last].text, row[last].color)
        guard width - indent < max(leastRoom, paragraph.widest) else {
            return head + paragraph.lines(indent: indent, width: width, style).joined(separator: "\n")
        }
        let lines = paragraph.lines(indent: margin, width: width, style)
        let end = head.lastIndex { $0 != " " }.map { head[...$0] } ?? ""
        return "\(end)\n\(String(repeating: " ", count: margin))\(lines.joined(separator: "\n"))"
    }

    private static func painted(_ cell: Cell, _ style: TextStyle) -> String {
        cell.color.map { style($0, cell.text) } ?? cell.text
    }
}

extension Table.Cell: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self.init(value) }
}
