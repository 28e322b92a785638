@testable import RecuaCLI

/// A terminal's lines, for judging what a live view leaves on it: printed characters, wrapping, newline, carriage
/// return, cursor up, erase below and to the right. Colours are dropped. It never scrolls: it is as high as it has to be. Of another width
/// it wraps its lines anew, as most terminals do.
struct TerminalModel {
    private(set) var columns: Int
    private var cells: [[Character]] = [[]]
    /// The rows that go on a row further down.
    private var wrapped: Set<Int> = []
    private var row = 0
    private var column = 0

    init(columns: Int) { self.columns = columns }

    /// The lines without the spaces at their ends, and without empty ones at the end.
    var lines: [String] {
        let lines = cells.map { cells in
            var cells = cells
            while cells.last == " " { cells.removeLast() }
            // A wide character is followed by a filler.
            return String(cells.filter { $0 != "\0" })
        }
        return Array(lines.prefix((lines.lastIndex { !$0.isEmpty } ?? -1) + 1))
    }

    mutating func resize(to width: Int) {
        guard width != columns else { return }
        var whole: [[Character]] = [[]]
        for row in cells.indices {
            whole[whole.count - 1] += cells[row]
            if !wrapped.contains(row) { whole.append([]) }
        }
        whole.removeLast()
        let cursor = column
        (columns, cells, wrapped, row, column) = (width, [[]], [], 0, 0)
        for (place, line) in whole.enumerated() {
            for character in line where character != "\0" { put(character) }
            if place < whole.count - 1 { newline() }
        }
        // The cursor stands on the last line whenever a frame is complete.
        column = min(cursor, column)
    }

    mutating func feed(_ text: String) {
        var rest = Array(text)[...]
        while let character = rest.popFirst() {
            switch character {
            case "\n", "\r\n": newline()
            case "\r": column = 0
            case "\u{1B}": obey(&rest)
            default: put(character)
            }
        }
    }

    private mutating func obey(_ rest: inout ArraySlice<Character>) {
        let end = rest.firstIndex { $0.isLetter } ?? rest.endIndex - 1
        let code = String(rest[rest.startIndex...end].dropFirst())
        rest = rest[(end + 1)...]
        let number = Int(code.dropLast()) ?? 1
        if code.hasSuffix("A") { row = max(0, row - number) }
        guard code.hasSuffix("J") || code.hasSuffix("K") else { return }
        cells[row] = Array(cells[row].prefix(column))
        // A row whose end is erased does not go on in the next one any more.
        wrapped.remove(row)
        guard code.hasSuffix("J") else { return }
        cells.removeSubrange((row + 1)...)
        wrapped = wrapped.filter { $0 < row }
    }

    private mutating func put(_ character: Character) {
        let width = DisplayText.width(String(character))
        if column + width > columns {
            wrapped.insert(row)
            newline()
        }
        while cells[row].count < column + width { cells[row].append(" ") }
        cells[row][column] = character
        if width == 2 { cells[row][column + 1] = "\0" }
        column += width
    }

    private mutating func newline() {
        row += 1
        column = 0
        if row == cells.count { cells.append([]) }
    }
}
