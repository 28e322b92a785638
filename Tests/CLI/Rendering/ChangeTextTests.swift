import Testing

@testable import RecuaCLI
@testable import RecuaCore

@Suite struct ChangeTextTests {
    private func text(_ component: String, _ from: String?, _ to: String?) -> String {
        ChangeText.text(Fingerprint.Change(component: component, from: from, to: to))
    }

    @Test(
        arguments: [
            ("section server.context", "2048", "1024", "server.context: 2048 → 1024"),
            ("section server.alias", nil, "\"x\"", "server.alias is new: \"x\""),
            ("section server.alias", "\"x\"", nil, "server.alias is gone: it was \"x\""),
            ("environment AWS_REGION", nil, "", "the variable AWS_REGION is new: "),
            ("fact tags", "{}", "{\"a\":\"b\"}", "the stack's tags: {} → {\"a\":\"b\"}"),
            ("plugin", "image 1", "image 2", "the plugin: image 1 → image 2"),
            ("scheme", "1", "2", "scheme: 1 → 2"),
        ] as [(String, String?, String?, String)])
    func `a change names what changed as a person writes it`(
        component: String, from: String?, to: String?, expected: String
    ) {
        #expect(text(component, from, to) == expected)
    }

    @Test func `digests are told by their first digits, the manifest's too`() {
        let (one, other) = (Digest(of: "1"), Digest(of: "2"))
        #expect(
            text("artifact model", "\(one)", "\(other)") == "the model: sha256:\(one.short) → sha256:\(other.short)")
        #expect(
            text("section model.weights.sha256", "\"\(one.hex)\"", nil)
                == "model.weights.sha256 is gone: it was sha256:\(one.short)")
    }

    @Test func `of long values the part that differs is told, with a little around it`() {
        let start = String(repeating: "a", count: 200)
        let end = String(repeating: "z", count: 200)
        let told = text("section smoke[0].chat", "\"\(start)first\(end)\"", "\"\(start)second\(end)\"")
        #expect(
            told == "smoke[0].chat: …aaaaaaaaaaaaaaaafirstzzzzzzzzzzzzzzzz… → …aaaaaaaaaaaaaaaasecondzzzzzzzzzzzzzzzz…")
    }

    @Test(arguments: [
        ("\"a b\"", "\"a  b\"", "a: \"a b\" → \"a  b\""), ("\"a b\"", "\"a\u{A0}b\"", "a: \"a b\" → \"a\\u00a0b\""),
        ("\"ab\"", "\"a\u{200B}b\"", "a: \"ab\" → \"a\\u200bb\""), ("a b", "a\nb", "a: a b → a\\u000ab"),
        ("\"\"", "\"\u{E0001}\"", "a: \"\" → \"\\udb40\\udc01\""),
        ("\"a\"", "\"a\u{FE0F}\"", "a: \"a\" → \"a\\ufe0f\""),
        ("\"a\"", "\"a\u{34F}\"", "a: \"a\" → \"a\\u034f\""),
        ("\"\"", "\"\u{115F}\"", "a: \"\" → \"\\u115f\""),
        ("\"\"", "\"\u{3164}\"", "a: \"\" → \"\\u3164\""),
    ])
    func `what no eye can tell apart is told apart, also where it is laid out in lines`(
        from: String, to: String, expected: String
    ) {
        let told = text("section a", from, to)
        #expect(told == expected)
        #expect(Paragraph(told).lines(indent: 0, width: nil, TextStyle(isColored: false)) == [expected])
    }

    @Test func `values that only look alike, and one that grows, are told apart`() {
        let long = String(repeating: "ab", count: 50)
        let told = Fingerprint.Change(component: "c", from: long, to: long + "ab").shown
        #expect(told.from != told.to)
        #expect(Fingerprint.Change(component: "c", from: "", to: long).shown.from == "")
    }
}
