import Testing

@testable import RecuaCore

@Suite struct `Patterns of texts` {
    /// A pattern, texts that are found to fit as a whole, and texts that are not.
    static let table: [(String, fits: [String], others: [String])] = [
        ("", [""], ["a"]),
        ("abc", ["abc"], ["", "ab", "abcd", "xabc"]),
        ("a|bc|", ["a", "bc", ""], ["abc", "b"]),
        ("(a|b)c", ["ac", "bc"], ["c", "abc"]),
        ("(?:ab)*", ["", "ab", "abab"], ["a", "aba"]),
        ("a+b?", ["a", "aab"], ["", "b", "abb"]),
        ("a{2}", ["aa"], ["a", "aaa"]),
        ("a{2,}", ["aa", "aaaaa"], ["a"]),
        ("a{0,2}", ["", "a", "aa"], ["aaa"]),
        ("(a{0,2}){2}", ["", "aaaa"], ["aaaaa"]),
        ("a*?b+?c??", ["b", "aab", "abbc"], ["a", "abcc"]),
        (".", ["a", "é", "🦙"], ["", "\n", "\r", "ab"]),
        (#"\d\w\s"#, ["1_ ", "0z\u{A0}"], ["٣a ", "1é ", "1a_"]),
        (#"\D\W\S"#, ["a-b"], ["1-b", "aab", "a- "]),
        (#"[\s\S]*"#, ["", "a\nb\r\n"], []),
        (#"\p{Lu}\p{L}*\P{L}"#, ["Äpfel1", "A-"], ["äpfel1", "Aa"]),
        (#"[\p{Nd}x]+"#, ["٣x4"], ["y"]),
        ("[a-cx-z]", ["a", "c", "y"], ["d", "-", ""]),
        ("[^a-c]", ["d", "\n", "-"], ["a"]),
        ("[-a]+[a-]", ["-a", "a-", "--"], ["b-"]),
        (#"[\w.-]+"#, ["a.b-c_1"], ["a b"]),
        (#"[\^\]\[\\\-]+"#, [#"^][\-"#], ["a"]),
        ("[*+?.(){}|$^]+", ["*+?.(){}|$^"], ["a"]),
        (#"\*\.\(\)\{\}\/\$\^\t\n"#, ["*.(){}/$^\t\n"], []),
        ("^a$", ["a"], ["aa", "\na"]),
        ("(^a|b$)*", ["", "a", "b", "ab"], ["ba", "aa"]),
        ("a^b|a$b", [], ["ab", "a\nb"]),
        ("(a*)*(a|)*()+", ["", "aaa"], ["b"]),
        ("e\u{301}", ["e\u{301}"], ["e", "\u{E9}"]),
        ("\r\n", ["\r\n"], ["\n"]),
    ]

    @Test(arguments: table)
    func `a whole text fits or does not`(row: (String, fits: [String], others: [String])) throws {
        let pattern = try TextPattern(row.0)
        #expect(row.fits.filter { !pattern.matches($0) } == [])
        #expect(row.others.filter { pattern.matches($0) } == [])
    }

    @Test(
        arguments: [
            ("a(?=b)", "`(?=` looks ahead"), ("a(?!b)", "`(?!` looks ahead"), ("(?<=a)b", "`(?<=` looks behind"),
            ("(?<!a)b", "`(?<!` looks behind"),
            ("(?<year>a)", "a group begins with `(` or `(?:`, and with nothing else"),
            ("(?i)a", "a group begins with `(` or `(?:`, and with nothing else"),
            (#"(a)\1"#, #"`\1` refers back to a group"#), (#"\k<a>"#, #"`\k` refers back to a group"#),
            (#"\bword"#, #"`\b` has no meaning"#), (#"\"#, #"it ends in a lone `\`"#),
            ("(a", "a `)` is missing"), ("a)", "a `)` has no `(` before it"), ("[a", "a `]` is missing"),
            ("[a-", "a `]` is missing"), ("[]a]", #"`[]` has nothing in it; write `\]` for a `]`"#),
            ("[[:alpha:]]", #"a bare `[` in `[…]`; write `\[`"#), ("[a-c-e]", #"a bare `-` in `[…]`; write `\-`"#),
            ("[z-a]", "a range in `[…]` is the wrong way round"),
            (#"[\d-z]"#, "a range in `[…]` has a class at one end"),
            ("a]", #"a bare `]`; write `\]`"#), ("a}", #"a bare `}`; write `\}`"#),
            ("*a", "there is nothing before `*` to repeat"), ("(|?)", "there is nothing before `?` to repeat"),
            ("a**", "`*` after a repetition has nothing to repeat"),
            ("a++", "`+` after a repetition has nothing to repeat"),
            ("^*", "`^` cannot be repeated"), ("a{,3}", #"a `{` is no count: `{2}`, `{2,}` or `{2,5}`; write `\{`"#),
            ("a{b}", #"a `{` is no count: `{2}`, `{2,}` or `{2,5}`; write `\{`"#),
            ("a{3,2}", "`{3,2}` is the wrong way round"),
            ("a{1001}", "it counts beyond 1000"), ("a{99999999999999999999}", "it counts beyond 1000"),
            (#"\p{Greek}"#, #"`\p{Greek}` is no category of Unicode"#),
            (#"\pL"#, #"after `\p` comes a category of Unicode: `\p{Lu}`"#),
            ("((a{100}){100}){100}", "it is too large, once what it counts is written out"),
            ("((((){1000}){1000}){1000}){1000}", "it is too large, once what it counts is written out"),
            (String(repeating: "(", count: 100_000), "groups stand deeper than 50 in each other"),
            (String(repeating: "a", count: 100_000), "it is too large, once what it counts is written out"),
        ] as [(String, String)])
    func `what is no such pattern is refused in words`(text: String, words: String) {
        let mistake = #expect(throws: PatternMistake.self) { try TextPattern(text) }
        #expect(mistake?.description == words)
    }

    @Test(arguments: ["(a+)+$", "(a|a)*b", "(a*)*b", "(.*)*x", "([a-z]+)*!", "(a?){30}a{30}!", "(x+x+)+y"])
    func `patterns that others hang on end with the answer`(pattern: String) throws {
        let text = String(repeating: "a", count: 5_000)
        #expect(try !TextPattern(pattern).matches(text + "-"))
    }

    @Test func `a text that fits such a pattern is found to fit`() throws {
        let text = String(repeating: "a", count: 5_000)
        #expect(try TextPattern("(a+)+$").matches(text))
        #expect(try TextPattern("(a|a)*b").matches(text + "b"))
        #expect(try TextPattern("(a?){500}a{500}").matches(String(repeating: "a", count: 500)))
    }

    private func codes(_ pattern: String, _ text: String) throws -> [String] {
        let schema = try Schema(jsonSchema: ["type": "string", "pattern": .string(pattern)])
        return schema.check(Node(Node.Content.string(text), at: .nowhere), name: "x").map(\.code)
    }

    @Test(
        arguments: [
            ("b", "abc", true), ("b", "ac", false), ("^b", "bc", true), ("^b", "ab", false), ("b$", "ab", true),
            ("b$", "ba", false), ("^b$", "b", true), ("^b$", "bb", false), ("^a|b$", "ax", true),
            ("^a|b$", "xb", true), ("^a|b$", "xax", false), ("^(?:a|b)$", "b", true), ("^(?:a)|(?:b)$", "xb", true),
            (#"^a\$"#, "a$x", true), (#"^a\$"#, "a", false), ("", "anything", true), ("a.c", "x\nabc\ny", true),
        ] as [(String, String, Bool)])
    func `a schema's pattern is looked for anywhere, as JSON Schema has it`(
        pattern: String, text: String, fits: Bool
    ) throws {
        #expect(try codes(pattern, text) == (fits ? [] : ["manifest.pattern"]))
    }

    @Test func `a pattern is shown and published as its plugin wrote it`() throws {
        let schema = try Schema(jsonSchema: ["type": "string", "pattern": "b+|c"])
        #expect(schema.jsonSchema()["pattern"] == "b+|c")
        #expect(try Schema(jsonSchema: schema.jsonSchema()) == schema)
        let found = schema.check(Node(Node.Content.string("x"), at: .nowhere), name: "word")
        #expect(found.map(\.message) == ["`x` in `word` does not match `b+|c`"])
    }

    @Test func `a schema with a pattern that is not understood says what is`() {
        let json: JSON = ["properties": ["a": ["type": "string", "pattern": "a(?=b)"]]]
        let error = #expect(throws: Diagnostic.self) { try Schema(jsonSchema: json) }
        #expect(error?.code == "schema.unsupported")
        #expect(error?.message == "the pattern `a(?=b)` is not understood: `(?=` looks ahead at `#/properties/a`")
        #expect(error?.help == TextPattern.accepted)
    }
}
