/// A regular expression that takes time in proportion to the text, whatever either of them is.
///
/// It reads I-Regexp (RFC 9485) and, besides, `^` and `$` for the text's two ends, `\d`, `\w` and `\s` as ECMA-262 has them
/// in ASCII and their opposites, `(?:…)`, and a `?` after a quantifier, which changes nothing for a yes or no. Whatever
/// would need more than one pass over the text, look-around and back-references, is refused.
package struct TextPattern: Sendable, Hashable {
    /// What patterns may be made of, for people.
    static let accepted =
        "a pattern is an I-Regexp (RFC 9485); `^`, `$`, `(?:…)`, `\\d`, `\\w` and `\\s` are understood too, "
        + "look-around and back-references are not"

    let program: PatternProgram

    /// - Throws: ``PatternMistake``.
    package init(_ text: String, classes: PatternClasses = .ascii) throws {
        var parser = PatternParser(text, classes)
        program = try PatternProgram(parser.pattern())
    }

    /// Whether the whole text is as the pattern says.
    func matches(_ text: String) -> Bool {
        var (now, next) = (PatternThreads(program), PatternThreads(program))
        var rest = text.unicodeScalars.makeIterator()
        var scalar = rest.next()
        now.start(at: 0, isStart: true, isEnd: scalar == nil)
        while let current = scalar {
            scalar = rest.next()
            next.clear()
            for place in now.places where program.accepts(current, at: place) {
                next.start(at: place + 1, isStart: false, isEnd: scalar == nil)
            }
            if next.places.isEmpty { return false }
            swap(&now, &next)
        }
        return now.places.contains(program.end)
    }
}

/// What is wrong with a pattern, after the words "the pattern `…` is not understood: ".
struct PatternMistake: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
