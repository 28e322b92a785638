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

    mutating func add(_ cells: Cell...) { rows.append(cells) }
    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    func text(_ style: TextStyle) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].text.count : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let isLast = column == row.count - 1
                let padding = isLast ? "" : String(repeating: " ", count: widths[column] - cell.text.count)
                return (cell.color.map { style($0, cell.text) } ?? cell.text) + padding
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension Table.Cell: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self.init(value) }
}
