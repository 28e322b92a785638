import RecuaTestSupport
import Testing

@testable import RecuaCore
@testable import RecuaSmoke

struct AnswerPatternTests {
    private static let patterns = [
        "Paris", "^Paris$", "^\\w+$", "\\d{2,}", "a.c", "^.$", "[^a-z]", "(yes|no)\\.?$", "\\s", "\\S+ \\S+", "x*", "^",
        "é",
        "\\p{Lu}", "(?i)PARIS", "\\bParis\\b", "(a)\\1", "Par(?=is)", "]", "[\\w-]+", "\\D$",
    ]
    private static let answers = [
        "Paris", "in Paris.", "Paris\n", "", "42 km", "a\nc", "abc", "Ünïcode", "é", "e\u{301}", "👍🏽", "\r\n",
        "\u{2028}", "yes",
        "no.", "²", "aa", "PARIS", "\u{85}", "a-b_c", "٣", "Straße 7", "-", "  ",
    ]

    @Test(arguments: patterns) func `a pattern means what it means to Swift, whoever looks for it`(pattern: String)
        throws
    {
        let compiled = try AnswerPattern(pattern)
        let regex = try Regex(pattern)
        for answer in Self.answers {
            let expected = (try? regex.firstMatch(in: answer)) != nil
            #expect(
                (compiled.find(in: answer, within: .seconds(600)) == .found) == expected,
                "in \(answer.debugDescription)")
        }
    }

    @Test func `a pattern that tries all ways at once is looked for in a long answer`() throws {
        let answer = String(repeating: "a", count: 50_000) + "!"
        for pattern in ["(a+)+$", "(a|a)*b", "^(\\w+\\s?)*$"] {
            let finding = try AnswerPattern(pattern).find(in: answer, within: .zero)
            #expect(finding == .missing, "by the one way that takes no thread, and no time limit")
        }
    }

    @Test func `one that only Swift understands is given up, and not tried again`() throws {
        let pattern = try AnswerPattern("(?=a)(a+)+$")
        // Four times as many ways with each letter: seconds of them, and no more, since nothing ends its thread.
        let answer = String(repeating: "a", count: 16) + "!"
        #expect(pattern.find(in: answer, within: .milliseconds(1)) == .tooSlow)
        #expect(pattern.find(in: "a") == .tooSlow)
        let failure = AnswerPattern.failure(of: answer, "(?=a)(a+)+$", "the answer")
        #expect(failure == "`(?=a)(a+)+$` takes too long to be looked for in the answer: write it in a simpler way")
    }

    @Test(arguments: [("(", "expected ')'"), ("a**b(", ""), ("\\q", "invalid escape sequence"), ("[", "expected")])
    func `what is wrong with a pattern is told`(pattern: String, words: String) {
        let mistake = AnswerPattern.mistake(in: pattern) ?? ""
        #expect(
            mistake.hasPrefix("`\(pattern)` is not a regular expression: ") && mistake.contains(words), "\(mistake)")
    }
}
