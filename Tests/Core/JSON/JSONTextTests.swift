import RecuaCore
import Testing

struct JSONTextTests {
    @Test func `keys are sorted by their bytes, and there is no white space`() {
        let value: JSON = ["b": [1, 2.5, .null], "a": ["é": true, "z": "x"], "B": ""]
        #expect(value.text() == #"{"B":"","a":{"z":"x","é":true},"b":[1,2.5,null]}"#)
    }

    @Test func `control characters are escaped and other text stays as it is`() {
        #expect(JSON.string("a\"\\\n\r\t\u{1}/é🦙").text() == #""a\"\\\n\r\t\u0001/é🦙""#)
    }

    @Test(arguments: [(1.0, "1"), (-0.0, "0"), (0.1, "0.1"), (1e21, "1e+21"), (.infinity, "null"), (.nan, "null")])
    func `a number is written so that JSON can hold it`(number: Double, text: String) {
        #expect(JSON.number(number).text() == text)
    }

    @Test func `the text for people has two spaces a level and ends in a newline`() {
        #expect((["a": [1], "b": [:]] as JSON).prettyText() == "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}\n")
    }

    @Test(arguments: [
        JSON.null, true, -7, .integer(.max), 0.25, 1e300, "🦙 \u{7F}\u{2028}", [[], [:]], ["k": ["k": [1, "2", .null]]],
    ]) func `what was written is read back the same`(value: JSON) throws {
        #expect(try JSON(parsing: value.text()) == value)
        #expect(try JSON(parsing: value.prettyText()) == value)
    }

    @Test func `a Codable value survives the way to JSON and back`() throws {
        let model = Model(llamafile: .init(name: "a/b", StoredFile(path: "/x", sha256: Digest(of: "x"), size: .max)))
        let json = try JSON(encoding: model)
        #expect(json["llamafile"]?["size"]?.integer == .max)
        #expect(try json.decode(Model.self) == model)
        #expect(try JSON(encoding: json) == json)
    }

    @Test func `setting a key of an object adds it, and setting nil removes it`() {
        var value: JSON = ["a": 1]
        value["b"] = 2
        value["a"] = nil
        #expect(value == ["b": 2])
        #expect(value["b"]?["c"] == nil && value[0] == nil && ([5] as JSON)[0] == 5 && ([5] as JSON)[1] == nil)
    }
}
