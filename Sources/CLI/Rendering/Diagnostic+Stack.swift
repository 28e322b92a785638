import RecuaCore

extension Diagnostic {
    /// The same with other words where its help names a stack, in the last place where it does: what is typed for one
    /// stack may be typed for others.
    func helping(_ words: String, insteadOf stack: String) -> Diagnostic {
        guard var help, let place = Self.lastWord(stack, in: help) else { return self }
        help.replaceSubrange(place, with: words)
        var other = self
        other.help = help
        return other
    }

    private static func lastWord(_ word: String, in text: String) -> Range<String.Index>? {
        var places = text.ranges(of: word)
        func isInWord(_ character: Character?) -> Bool {
            character.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." || $0 == "/" } ?? false
        }
        while let place = places.popLast() {
            let before = text[..<place.lowerBound].last
            let after = text[place.upperBound...].first
            if !isInWord(before), !isInWord(after) { return place }
        }
        return nil
    }
}
