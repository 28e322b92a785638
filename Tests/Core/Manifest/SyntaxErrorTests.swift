import RecuaCore
import Testing

/// What libyaml cannot read, in words for people.
@Suite struct `Syntax errors` {
    private func complaint(_ body: String) throws -> String {
        try ManifestScratch(["m.yaml": "recua: 1\nproject: p\nstacks:\n" + body]).complaint()
    }

    @Test func `a tab in the indentation`() throws {
        #expect(
            try complaint("\ta: {}\n") == """
                m.yaml:4:1: error: a tab in the indentation: YAML allows only spaces there  [manifest.syntax]
                    4 | \ta: {}
                      | ^ replace the tab by spaces
                """
        )
    }

    @Test func `brackets that are not closed`() throws {
        #expect(
            try complaint("  a:\n    server: { context: 1\n  b: {}\n") == """
                m.yaml:6:4: error: a mapping in `{…}` that is not closed  [manifest.syntax]
                    6 |   b: {}
                      |    ^ did you forget a `,` or the closing `}`?
                m.yaml:5:13: note: it began here
                    5 |     server: { context: 1
                      |             ^
                """
        )
        #expect(
            try complaint("  a:\n    smoke: [a, b\n  b: {}\n") == """
                m.yaml:6:4: error: a list in `[…]` that is not closed  [manifest.syntax]
                    6 |   b: {}
                      |    ^ did you forget a `,` or the closing `]`?
                m.yaml:5:12: note: it began here
                    5 |     smoke: [a, b
                      |            ^
                """
        )
    }

    @Test(arguments: [
        (
            "  a: \"x\n  b: {}\n", "m.yaml:4:6: error: a quote that is never closed  [manifest.syntax]",
            "did you forget the closing quote?"
        ),
        (
            "  a: {}\n  b\n", "m.yaml:5:3: error: a key without its `:`  [manifest.syntax]",
            "did you forget the `:` after the key?"
        ),
        (
            "  a: b: c\n", "m.yaml:4:7: error: a `:` where no key can be  [manifest.syntax]",
            "did you forget quotes around a text with `: ` in it, or is the indentation off?"
        ),
        (
            "  a: @x\n", "m.yaml:4:6: error: a value cannot begin with this character  [manifest.syntax]",
            "did you forget quotes around it?"
        ),
        (
            "  a: *.txt\n", "m.yaml:4:7: error: `*` begins an alias, and no name follows  [manifest.syntax]",
            "did you forget quotes around a text that begins with `*`?"
        ),
        (
            "  a: *x\n", "m.yaml:4:6: error: no anchor `&x` above this alias  [manifest.unknown-anchor]",
            "put text that begins with `*` in quotes"
        ),
        (
            "  a: \"\\d\"\n", "m.yaml:4:7: error: unknown escape in double quotes  [manifest.syntax]",
            "did you mean `\\\\`, or single quotes, in which a backslash is a backslash?"
        ),
        (
            "  a:\n    b: 1\n   c: 2\n",
            "m.yaml:6:4: error: expected a key of the mapping that began above  [manifest.syntax]",
            "is this line indented like its neighbours?"
        ),
        ("  a: [", "m.yaml:4:7: error: expected a value here  [manifest.syntax]", "^"),
        (
            "  a: !x!y z", "m.yaml:4:6: error: unknown tag  [manifest.syntax]",
            "did you forget quotes around a text that begins with `!`?"
        ),
        (
            "  a: - b", "m.yaml:4:6: error: a list cannot begin here  [manifest.syntax]",
            "did you mean to put the `-` on a line of its own?"
        ),
    ])
    func `common slips are named, with what was probably forgotten`(body: String, first: String, help: String) throws {
        let lines = try complaint(body).split(separator: "\n")
        #expect(lines.first.map(String.init) == first)
        #expect(lines.contains { $0.hasSuffix(help) })
    }

    @Test func `a second document`() throws {
        #expect(
            try complaint("  a: {}\n---\nrecua: 1\n") == """
                m.yaml:5:1: error: a second document begins here; a manifest is one document  [manifest.documents]
                    5 | ---
                      | ^^^ remove the `---`, or make it a file of its own
                """
        )
    }

    @Test func `duplicate keys, with both places, and the reading goes on`() throws {
        #expect(
            try complaint("  a:\n    server: { context: 1 }\n    server: { contxt: 2 }\n  a: {}\n  9: {}\n") == """
                m.yaml:6:5: error: the key `server` is written twice  [manifest.duplicate-key]
                    6 |     server: { contxt: 2 }
                      |     ^^^^^^ remove one of them
                m.yaml:5:5: note: it is first written here
                    5 |     server: { context: 1 }
                      |     ^^^^^^
                m.yaml:7:3: error: the key `a` is written twice  [manifest.duplicate-key]
                    7 |   a: {}
                      |   ^ remove one of them
                m.yaml:4:3: note: it is first written here
                    4 |   a:
                      |   ^
                m.yaml:8:3: error: a key must be a string, found an integer  [manifest.key]
                    8 |   9: {}
                      |   ^ write it in quotes: `"9"`
                """
        )
    }
}
