import RecuaCore
import Testing

struct JSONParserTests {
    @Test(
        arguments: [
            ("null", JSON.null), (" true\n", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12), ("1.5", 1.5),
            ("1e3", .number(1000)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            (#""""#, ""), (#""a\/\"\\\b\f\n\r\t""#, "a/\"\\\u{8}\u{C}\n\r\t"), (#""\u00e9\ud83e\udd99""#, "é🦙"),
            ("[]", []), ("[1, [2]]", [1, [2]]), ("{}", [:]), (#"{"a": {"b": [null]}}"#, ["a": ["b": [.null]]]),
        ] as [(String, JSON)]) func `a JSON text is read as the value it means`(text: String, value: JSON) throws
    {
        #expect(try JSON(parsing: text) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "True", "01", "-", "1.", ".5", "1e", "+1", "0x1", "NaN", "1e400", "[1,]", "[1 2]", "[", "{",
        "{,}",
        #"{"a"}"#, #"{"a":1,}"#, #"{a:1}"#, "'a'", #""a"#, #""\x""#, #""\u12""#, #""\ud800""#, #""\udc00""#,
        #""\ud800\u0041""#,
        "\"a\nb\"", "1 2", "{} x", "// c\n1", #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#,
    ]) func `what is not strict JSON is refused with a byte offset`(text: String) {
        #expect { try JSON(parsing: text) } throws: { error in
            guard let diagnostic = error as? Diagnostic else { return false }
            return diagnostic.code == "json.syntax" && diagnostic.message.contains("at byte ")
        }
    }

    @Test func `invalid UTF-8 in a string is refused`() {
        #expect(throws: Diagnostic.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
    }

    @Test func `nesting is read to a depth of 128 and refused beyond, however deep`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try JSON(parsing: nested(128)).array != nil)
        #expect(throws: Diagnostic.self) { try JSON(parsing: nested(129)) }
        #expect(throws: Diagnostic.self) { try JSON(parsing: String(repeating: "[", count: 1_000_000)) }
    }
}
