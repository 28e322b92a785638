/// Words in colours, broken into lines of limited width.
struct Paragraph {
    private var words: [(text: String, color: TextStyle.Color?)] = []

    init(_ text: String = "", _ color: TextStyle.Color? = nil) { add(text, color) }

    /// Adds words. A new line with its indentation, and whatever else would move the cursor, counts as one space. Runs of
    /// spaces stay, as parts of a word: two values may differ in nothing else.
    mutating func add(_ text: String, _ color: TextStyle.Color? = nil) {
        let lines = text.unicodeScalars.split { $0.properties.generalCategory == .control }
        for line in lines { words += Self.words(of: String(line)).map { ($0, color) } }
    }

    /// Columns of the widest word.
    var widest: Int { words.map { DisplayText.width($0.text) }.max() ?? 0 }

    /// The words in lines, the first without its indentation, which stands there already.
    ///
    /// A word that is wider than a line stands alone in one, whole: it may be something to copy.
    ///
    /// - Parameters:
    ///   - indent: columns that are taken at the beginning of every line.
    ///   - width: columns of the whole line; nil for no limit.
    func lines(indent: Int, width: Int?, _ style: TextStyle) -> [String] {
        let room = width.map { max(1, $0 - indent) } ?? .max
        var lines: [[(text: String, color: TextStyle.Color?)]] = []
        var used = 0
        for word in words {
            let size = DisplayText.width(word.text)
            if lines.isEmpty || (used + 1 + size > room) {
                lines.append([word])
                used = size
            } else {
                lines[lines.count - 1].append(word)
                used += 1 + size
            }
        }
        let margin = String(repeating: " ", count: indent)
        return lines.enumerated().map { ($0 == 0 ? "" : margin) + Self.painted($1, style) }
    }

    /// What stands between single spaces.
    private static func words(of line: String) -> [String] {
        var words: [String] = []
        var end = line.startIndex
        for part in line.split(separator: " ") {
            let gap = line[end..<part.startIndex]
            if gap.count > 1, let last = words.popLast() {
                words.append("\(last)\(gap)\(part)")
            } else {
                words.append(String(part))
            }
            end = part.endIndex
        }
        return words
    }

    /// Neighbours of one colour are painted together.
    private static func painted(_ words: [(text: String, color: TextStyle.Color?)], _ style: TextStyle) -> String {
        var runs: [(text: String, color: TextStyle.Color?)] = []
        for word in words {
            if let last = runs.last, last.color == word.color {
                runs[runs.count - 1].text += " \(word.text)"
            } else {
                runs.append(word)
            }
        }
        return runs.map { run in run.color.map { style($0, run.text) } ?? run.text }.joined(separator: " ")
    }
}
