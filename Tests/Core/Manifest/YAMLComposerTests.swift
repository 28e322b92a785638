import Testing

@testable import RecuaCore

@Suite struct `YAML text` {
    private func compose(_ text: String) throws -> Node {
        let (node, diagnostics) = YAMLComposer.compose(try SourceText(name: "t", text: text))
        #expect(diagnostics.isEmpty)
        return try #require(node)
    }

    private func mistakes(_ text: String) throws -> [String] {
        YAMLComposer.compose(try SourceText(name: "t", text: text)).diagnostics.map(\.code)
    }

    @Test(arguments: [
        ("~", Node.Content.null), ("null", .null), ("", .null), ("true", .bool(true)), ("FALSE", .bool(false)),
        ("no", .string("no")), ("yes", .string("yes")), ("on", .string("on")), ("tRUE", .string("tRUE")),
        ("12", .integer(12)), ("-12", .integer(-12)), ("+12", .integer(12)), ("010", .integer(10)),
        ("0o17", .integer(15)),
        ("0xfF", .integer(255)), ("0b11", .string("0b11")), ("1_000", .string("1_000")), ("1:30", .string("1:30")),
        ("-x", .string("-x")), ("9223372036854775807", .integer(.max)),
        ("9223372036854775808", .number(9223372036854775808)),
        ("1.5", .number(1.5)), (".5", .number(0.5)), ("5.", .number(5)), ("1e3", .number(1000)),
        ("-1.e-3", .number(-0.001)),
        (".inf", .number(.infinity)), ("-.INF", .number(-.infinity)), ("1.2.3", .string("1.2.3")), (".", .string(".")),
        ("1e", .string("1e")), ("0x", .string("0x")), ("0o9", .string("0o9")), ("2024-01-01", .string("2024-01-01")),
        ("\"12\"", .string("12")), ("'true'", .string("true")), ("!!str 12", .string("12")), ("!!int 12", .integer(12)),
        ("!!float 12", .number(12)), ("! 12", .string("12")), ("!!null ~", .null), ("!!bool true", .bool(true)),
        ("|\n  12", .string("12")),
    ])
    func `scalars follow the core schema of YAML 1.2`(text: String, content: Node.Content) throws {
        #expect(try compose("a: \(text)")["a"]?.content == content)
    }

    /// As `json.dumps` writes them.
    @Test func `a character that JSON writes as two escapes is one, in double quotes, and its places stay`() throws {
        let text =
            #"{"a\ud83e\udd99": ["\uD83E\udd99 and \\\uD834\uDD1E", '\uD83e\udd99', p\ud83e\uDD99, "\\ud83e"], b: 1}"#
        let root = try compose(text)
        let items = try #require(root["a\u{1F999}"]?.items)
        #expect(
            items.compactMap(\.string) == [
                "\u{1F999} and \\\u{1D11E}", #"\uD83e\udd99"#, #"p\ud83e\uDD99"#, #"\ud83e"#,
            ])
        #expect(root["b"]?.place.start.column == text.count - 1)
    }

    @Test func `what stands in for one takes no character away`() throws {
        #expect(try mistakes(#"a: ["\ud83e\udd99", "x\ue1ff"]"#) == ["manifest.syntax"])
        #expect(try mistakes(#"a: ["\ud83e\udd99", "x\U0000E1FF"]"#) == ["manifest.syntax"])
        #expect(try compose(#"a: "x\uE1FF""#)["a"]?.string == "x\u{E1FF}")
        #expect(try compose(#"a: "\ud83e\udd99\\ue1ff\ue000""#)["a"]?.string == "\u{1F999}\\ue1ff\u{E000}")
    }

    @Test(arguments: [#""\ud83e""#, #""\udd99\ud83e""#, #""\ud83e\\udd99""#, #""\ud83e \udd99""#])
    func `half of one is a mistake`(text: String) throws {
        #expect(try mistakes("a: \(text)") == ["manifest.syntax"])
    }

    @Test func `not a number is a number`() throws {
        guard case .number(let value) = try compose("a: .nan")["a"]?.content else { return #expect(Bool(false)) }
        #expect(value.isNaN)
    }

    @Test func `every value knows where it starts and ends, in scalars and bytes`() throws {
        let text = "é: [ä, {k: \"vü\"}]\nb:\n  c: 1\n  d: xyz\n"
        let root = try compose(text)
        let value = try #require(root["é"]?.items?.last?["k"]?.place)
        #expect(value.start == Place.Position(line: 1, column: 12, offset: 13))
        #expect(value.end == Place.Position(line: 1, column: 16, offset: 18))
        #expect(value.excerpt == "é: [ä, {k: \"vü\"}]")
        let block = try #require(root["b"]?.place)
        #expect([block.start.line, block.start.column, block.end.line, block.end.column] == [3, 3, 4, 9])
    }

    @Test func `a byte order mark counts in offsets and nowhere else`() throws {
        let source = try SourceText(name: "t", bytes: [0xEF, 0xBB, 0xBF] + Array("a: b".utf8))
        let place = try #require(YAMLComposer.compose(source).node?["a"]?.place)
        #expect(place.start == Place.Position(line: 1, column: 4, offset: 6))
    }

    @Test func `positions hold on a line longer than any table`() throws {
        let text = "[" + String(repeating: "é, ", count: 1000) + "end]"
        let place = try #require(try compose(text).items?.last?.place)
        #expect([place.start.column, place.start.offset] == [3002, 4001])
        #expect(place.excerptColumn == 2942)
        #expect(place.excerpt == String(repeating: "é, ", count: 20) + "end]")
    }

    @Test func `lines end as Windows and old Macs end them`() throws {
        let node = try compose("a: 1\r\nb: 2\rc: 3\n")
        #expect(node["c"]?.place.start.line == 3)
        #expect(node["b"]?.place.excerpt == "b: 2")
    }

    @Test func `an alias stands at its own place with the anchor's content`() throws {
        let node = try compose("a: &x { k: 1 }\nb: *x\n")
        #expect(node["b"]?["k"]?.content == .integer(1))
        #expect(node["b"]?.place.description == "t:2:4")
        #expect(node["b"]?["k"]?.place.description == "t:1:12")
    }

    @Test func `merge keys yield to written keys, the first of several mappings wins, order is kept`() throws {
        let text = """
            x: &x { a: 1, b: 1 }
            y: &y { b: 2, c: 2 }
            m: { first: 0, <<: [*x, *y], a: 9, last: 0 }
            n: { <<: *y }
            """
        let node = try compose(text)
        #expect(node["m"]?.members?.map(\.key) == ["first", "b", "c", "a", "last"])
        #expect(node["m"]?.json == ["first": 0, "a": 9, "b": 1, "c": 2, "last": 0])
        #expect(node["n"]?.json == ["b": 2, "c": 2])
    }

    @Test func `a quoted merge key is a key like any other`() throws {
        #expect(try compose("\"<<\": 1").json == ["<<": 1])
    }

    @Test(arguments: [
        ("a: 1\na: 2\n\"a\": 3", ["manifest.duplicate-key", "manifest.duplicate-key"]),
        ("8080: x", ["manifest.key"]),
        ("true: x\n~: y\n[a]: z\n{}: z\n1.5: z", Array(repeating: "manifest.key", count: 5)),
        ("a: !Ref x\nb: !!set {}\nc: !!binary eA==", Array(repeating: "manifest.tag", count: 3)),
        ("a: !!int x\nb: !!bool 1", ["manifest.tag", "manifest.tag"]),
        ("<<: 1\na: 2", ["manifest.merge"]), ("<<: [{b: 1}, 2]", ["manifest.merge"]),
        ("a: *b", ["manifest.unknown-anchor"]), ("a: &a [*a]", ["manifest.alias-cycle"]),
        ("a: 1\n---\nb: 2", ["manifest.documents"]), ("# nothing", ["manifest.empty"]),
    ])
    func `what YAML allows and a manifest does not is told by its code`(text: String, codes: [String]) throws {
        #expect(try mistakes(text) == codes)
    }

    @Test func `a hundred levels are read, one more is refused`() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        #expect(try mistakes(nested(100)) == [])
        #expect(try mistakes(nested(101)) == ["manifest.too-deep"])
        #expect(try mistakes(String(repeating: "- ", count: 101) + "x") == ["manifest.too-deep"])
    }

    @Test func `a thousand uses of one anchor are no bomb`() throws {
        let keys = (0..<100).map { "k\($0): \($0)" }.joined(separator: ", ")
        let text = "x: &x { \(keys) }\n" + (0..<900).map { "a\($0): *x\n" }.joined()
        #expect(try compose(text).members?.count == 901)
    }
}
