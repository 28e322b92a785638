/// Text of others in the log, which the runner reads for commands: `::error::` at the beginning of a line, and
/// `##[error]` anywhere in it.
extension GitHubCommand {
    /// The text so that the runner obeys no line of it. For the runner a line ends at CR, too.
    static func inert(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard scalar == "\n" || scalar == "\r" else {
                line.append(scalar)
                continue
            }
            shown += inert(line: line)
            shown.append(scalar)
            line = String.UnicodeScalarView()
        }
        return String(shown + inert(line: line))
    }

    /// The same JSON, so that the runner obeys nothing in it: only strings have signs that it looks for.
    static func inert(json text: String) -> String {
        String(broken(text.unicodeScalars) { $0 += "\\u005b".unicodeScalars })
    }

    private static func inert(line: String.UnicodeScalarView) -> String.UnicodeScalarView {
        let isCommand = line.drop { $0.properties.isWhitespace || $0 == "\u{FEFF}" }.starts(with: "::".unicodeScalars)
        let broken = broken(line) {
            $0.removeLast()
            $0 += " #[".unicodeScalars
        }
        return isCommand ? "| ".unicodeScalars + broken : broken
    }

    /// - Parameter join: adds a bracket to what ends in `##`.
    private static func broken(
        _ text: String.UnicodeScalarView, _ join: (inout String.UnicodeScalarView) -> Void
    ) -> String.UnicodeScalarView {
        var broken = String.UnicodeScalarView()
        var signs = 0
        for scalar in text {
            if scalar == "[", signs >= 2 { join(&broken) } else { broken.append(scalar) }
            signs = scalar == "#" ? signs + 1 : 0
        }
        return broken
    }
}
