extension PatternParser {
    /// After `\`.
    mutating func escape() throws -> ScalarSet {
        guard let sign = rest.popFirst() else { throw PatternMistake("it ends in a lone `\\`") }
        switch sign {
        case "d": return classes.digits
        case "D": return classes.digits.inverted
        case "w": return classes.word
        case "W": return classes.word.inverted
        case "s": return classes.space
        case "S": return classes.space.inverted
        case "p": return try category()
        case "P": return try category().inverted
        case "n": return ScalarSet("\n")
        case "r": return ScalarSet("\r")
        case "t": return ScalarSet("\t")
        case "f": return ScalarSet("\u{C}")
        case "v": return ScalarSet("\u{B}")
        case "0"..."9", "k": throw PatternMistake("`\\\(sign)` refers back to a group")
        case "!"..."~" where !sign.properties.isAlphabetic: return ScalarSet(sign)
        default: throw PatternMistake("`\\\(sign)` has no meaning")
        }
    }

    /// After `\p`.
    private mutating func category() throws -> ScalarSet {
        guard take("{"), let end = rest.firstIndex(of: "}") else {
            throw PatternMistake("after `\\p` comes a category of Unicode: `\\p{Lu}`")
        }
        let name = String(String.UnicodeScalarView(rest[..<end]))
        rest = rest[(end + 1)...]
        guard Unicode.GeneralCategory.names.contains(name) else {
            throw PatternMistake("`\\p{\(name)}` is no category of Unicode")
        }
        return ScalarSet([.category(name)])
    }

    /// After `[`.
    mutating func brackets() throws -> ScalarSet {
        var set = ScalarSet([], isNegated: take("^"))
        while let sign = rest.popFirst() {
            if sign == "]" {
                guard !set.members.isEmpty else {
                    throw PatternMistake("`[]` has nothing in it; write `\\]` for a `]`")
                }
                return set
            }
            set.members.append(try member(sign, isFirst: set.members.isEmpty))
        }
        throw PatternMistake("a `]` is missing")
    }

    /// A character, a range, or a class. A `-` that is no range stands for itself, first or last.
    private mutating func member(_ sign: Unicode.Scalar, isFirst: Bool) throws -> ScalarSet.Member {
        if sign == "-", !isFirst, rest.first != "]" { throw PatternMistake("a bare `-` in `[…]`; write `\\-`") }
        let lower = try single(sign)
        guard rest.first == "-", rest.dropFirst().first != "]", sign != "-" else { return lower }
        rest.removeFirst()
        guard let next = rest.popFirst() else { throw PatternMistake("a `]` is missing") }
        guard case .range(let from) = lower, case .range(let to) = try single(next) else {
            throw PatternMistake("a range in `[…]` has a class at one end")
        }
        guard from.lowerBound <= to.upperBound else { throw PatternMistake("a range in `[…]` is the wrong way round") }
        return .range(from.lowerBound...to.upperBound)
    }

    private mutating func single(_ sign: Unicode.Scalar) throws -> ScalarSet.Member {
        if sign == "[" { throw PatternMistake("a bare `[` in `[…]`; write `\\[`") }
        guard sign == "\\" else { return .range(sign.value...sign.value) }
        let set = try escape()
        // Of one character another may be counted from; a class stays what it is.
        guard case .range(let range) = set.members.first, set.members.count == 1, range.count == 1, !set.isNegated
        else {
            return .set(set)
        }
        return .range(range)
    }
}
