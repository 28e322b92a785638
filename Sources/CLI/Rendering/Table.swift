/// Rows in aligned columns, two spaces apart.
struct Table {
    /// A cell: what is seen, and how it is painted once its width is known.
    struct Cell {
        var text: String
        var color: TextStyle.Color?

        init(_ text: String, _ color: TextStyle.Color? = nil) {
            self.text = text
            self.color = color
        }
    }

    private var rows: [[Cell]] = []

    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// - Parameter most: rows that are shown; the others are counted.
    func text(_ style: TextStyle, most: Int = .max) -> String {
        guard rows.count > most else { return text(rows, style) }
        return text(Array(rows.prefix(most)), style) + "\n… and \(rows.count - most) more"
    }

    private func text(_ rows: [[Cell]], _ style: TextStyle) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.count > column ? DisplayText.width($0[column].text) : 0 }.max() ?? 0
        }
        return rows.map { line($0, widths, style) }.joined(separator: "\n")
    }

    /// Ends with the last cell that says something: no spaces hang at the end of a line.
    private func line(_ row: [Cell], _ widths: [Int], _ style: TextStyle) -> String {
        let last = row.lastIndex { !$0.text.isEmpty } ?? 0
        return row.prefix(last + 1).enumerated().map { column, cell in
            let padding = column == last ? 0 : widths[column] - DisplayText.width(cell.text)
            return (cell.color.map { style($0, cell.text) } ?? cell.text) + String(repeating: " ", count: padding)
        }.joined(separator: "  ")
    }
}

extension Table.Cell: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self.init(value) }
}
