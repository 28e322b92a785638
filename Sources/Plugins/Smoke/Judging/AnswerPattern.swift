import RecuaCore

/// A regular expression of a manifest, looked for in an answer. What it means is what it means to Swift's own.
///
/// Most are looked for in time that grows with the answer alone. One that Swift understands and ``TextPattern`` does not,
/// with look-around or back-references, may take longer than anybody waits: that is a failure of the case. So may any
/// pattern when it, or the answer, has a character of several scalars, such as a flag.
struct AnswerPattern: Sendable {
    enum Finding: Sendable, Hashable { case found, missing, tooSlow }

    private let text: String
    private let linear: TextPattern?

    /// - Throws: what is wrong with the text, in words.
    init(_ text: String) throws {
        self.text = text
        _ = try Regex(text)
        linear = Self.isPlain(text) ? try? TextPattern(text, classes: .unicode) : nil
    }

    /// Whether a part of the answer matches. Its thread waits meanwhile.
    func find(in answer: String, within patience: Duration = .seconds(5)) -> Finding {
        // Swift counts what a reader takes for one character, of which each is one scalar here.
        if let linear, Self.isPlain(answer) { return linear.occurs(in: answer) ? .found : .missing }
        return BacktrackingSearch.find(text, in: answer, within: patience)
    }

    private static func isPlain(_ text: String) -> Bool { text.count == text.unicodeScalars.count }
}

extension AnswerPattern {
    /// What is wrong with a text that is to be a pattern, in a sentence; nil when nothing is.
    static func mistake(in text: String) -> String? {
        do {
            _ = try AnswerPattern(text)
            return nil
        } catch {
            return "`\(text)` is not a regular expression: \(error)"
        }
    }

    /// What of an answer does not hold, in a sentence; nil when it matches.
    static func failure(of answer: String, _ pattern: String, _ subject: String) -> String? {
        guard let compiled = try? AnswerPattern(pattern) else { return mistake(in: pattern) }
        switch compiled.find(in: answer) {
        case .found: return nil
        case .missing: return "expected \(subject) to match `\(pattern)`"
        case .tooSlow: return "`\(pattern)` takes too long to be looked for in \(subject): write it in a simpler way"
        }
    }
}
