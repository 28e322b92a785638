import Glibc

/// Names and values, one below the other; a value that is too wide for the terminal goes on below itself.
struct FactList {
    private var facts: [(name: String, lines: [String])] = []

    /// Nothing when there is no value.
    mutating func add(_ name: String, _ value: String?) { add(name, value.map { [$0] } ?? []) }

    mutating func add(_ name: String, _ lines: [String]) {
        if !lines.isEmpty { facts.append((name, lines)) }
    }

    /// - Parameter columns: nil where nobody counts them.
    func text(_ style: TextStyle, columns: Int?) -> String {
        let width = facts.map { DisplayText.width($0.name) }.max() ?? 0
        let indent = String(repeating: " ", count: width + 2)
        return facts.map { fact in
            let lines = fact.lines.flatMap { DisplayText.wrapped($0, to: columns.map { max(20, $0 - width - 2) }) }
            let name = style(.dim, fact.name) + String(repeating: " ", count: width - DisplayText.width(fact.name) + 2)
            return name + lines.joined(separator: "\n\(indent)")
        }.joined(separator: "\n")
    }
}

extension DisplayText {
    /// The text in lines of at most `columns`, broken at spaces; words that are wider stay whole.
    static func wrapped(_ text: String, to columns: Int?) -> [String] {
        let text = line(text)
        guard let columns, width(text) > columns else { return [text] }
        var lines: [String] = []
        var current = ""
        for word in text.split(separator: " ") {
            if !current.isEmpty, width(current) + 1 + width(String(word)) > columns {
                lines.append(current)
                current = ""
            }
            current += (current.isEmpty ? "" : " ") + word
        }
        return lines + [current]
    }
}

extension Output {
    /// Of the terminal that results go to; nil when they go to a file or a program.
    var columns: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
