/// What `.`, `\d`, `\w` and `\s` of a regular expression stand for.
package struct PatternClasses: Sendable {
    let any: ScalarSet
    let digits: ScalarSet
    let word: ScalarSet
    let space: ScalarSet

    /// As in I-Regexp and ECMA-262.
    package static let ascii = PatternClasses(any: .any, digits: .digits, word: .word, space: .space)

    /// Of every script, as Swift's own regular expressions have them.
    package static let unicode = PatternClasses(
        any: ScalarSet(lineEnds, isNegated: true),
        digits: ScalarSet([.category("N")]),
        word: ScalarSet([.category("L"), .category("N"), .category("Pc")]),
        space: ScalarSet(lineEnds + [.range(9...9), .category("Zs")]))

    private static let lineEnds: [ScalarSet.Member] = [
        .range(0xA...0xD), .range(0x85...0x85), .range(0x2028...0x2029),
    ]
}
