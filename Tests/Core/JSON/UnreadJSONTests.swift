import Testing

@testable import RecuaCore

struct UnreadJSONTests {
    private static func lists(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-7", "123456789012345678", #""""#, #""é🦙""#, #""a\"b\\\n\r\t""#, "[]",
        "[1,[2],{}]", "{}", #"{"":1,"a":{"b":[null]},"ab":2}"#, lists(128),
    ]) func `a canonical text is known to be one without being read`(text: String) throws {
        let unread = try UnreadJSON(checking: text)
        #expect(unread.isCanonical && unread.text == text)
        #expect(try JSON(parsing: text).text() == text && unread.value == JSON(parsing: text))
    }

    @Test(arguments: [
        " 1", "[1, 2]", #"{"a": 1}"#, #"{"b":1,"a":2}"#, #""\u0001""#, #""\/""#, #"{"\"":1}"#, #"{"é":1}"#,
        "1.5", "1e3", "-0", "9223372036854775807", "{}\n",
    ]) func `what only reading can tell is read, and kept as it is`(text: String) throws {
        let unread = try UnreadJSON(checking: text)
        #expect(!unread.isCanonical && unread.text == text)
        #expect(try unread.value == JSON(parsing: text))
    }

    @Test(arguments: [
        "", " ", "nul", "tru", "01", "-", "--1", "1.", "[1,]", "[,]", "[", "{", "{,}", #"{"a"}"#, #"{"a":}"#, #""a"#,
        #"{"a":1,}"#, #"{"a":1,"a":2}"#, #"{a:1}"#, "1 2", "{}{}", "\"a\nb\"", #""\ud800""#, lists(129), "[}", "{]",
        #"{"a":1,"b"}"#, "{\"e\u{301}\":1,\"\u{e9}\":2}", "nullx", "99999999999999999999x",
    ]) func `what is no JSON is refused as it is where it is read`(text: String) throws {
        #expect(throws: Diagnostic.self) { try UnreadJSON(checking: text) }
        #expect(throws: Diagnostic.self) { try JSON(parsing: text) }
    }

    @Test func `a value that is not read yet is the value it was made of`() {
        let value: JSON = ["b": 1.5, "a": ["x\n\"", .null, ["": -3]]]
        #expect(UnreadJSON(value).value == value && UnreadJSON(value).text == value.text())
        #expect(UnreadJSON(["a": 1]).isCanonical)
    }

    @Test func `a number that is whole comes back as one, and what nests too deep as null`() {
        #expect(UnreadJSON(.number(2)).value == .integer(2))
        let deep = (0...200).reduce(JSON.null) { value, _ in [value] }
        #expect(UnreadJSON(deep).value == .null)
    }

    @Test func `texts that only look the same differ`() {
        let (one, other) = (UnreadJSON("e\u{301}"), UnreadJSON("\u{e9}"))
        #expect(one != other && Set([one, other, one]).count == 2)
    }
}
