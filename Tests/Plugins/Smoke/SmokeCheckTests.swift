import RecuaCore
import Testing

@testable import RecuaSmoke

struct SmokeCheckTests {
    private func section(_ text: String) throws -> SmokeSection { try JSON(parsing: text).decode(SmokeSection.self) }

    @Test(arguments: [
        (#"[{"name": "x"}]"#, "smoke.no-question", "/smoke/0"),
        (#"[{"chat": "Hi", "embed": "Hi"}]"#, "smoke.two-questions", "/smoke/0/embed"),
        (#"[{"chat": []}]"#, "smoke.no-question", "/smoke/0/chat"),
        (#"[{"chat": "Hi"}, {"chat": "Hi", "expect": {"matches": "("}}]"#, "smoke.pattern", "/smoke/1/expect/matches"),
        (#"{"cases": [{"chat": "Hi", "expect": {"matches": "("}}]}"#, "smoke.pattern", "/smoke/cases/0/expect/matches"),
        (#"[{"chat": "Hi", "expect": {"json": {"oneOf": []}}}]"#, "smoke.json-schema", "/smoke/0/expect/json/oneOf"),
        (#"[{"embed": "Hi", "stream": true}]"#, "smoke.no-stream", "/smoke/0/stream"),
        (#"[{"embed": "Hi", "expect": {"contains": "x"}}]"#, "smoke.expectation", "/smoke/0/expect/contains"),
        (#"[{"chat": "Hi", "expect": {"dimensions": 3}}]"#, "smoke.expectation", "/smoke/0/expect/dimensions"),
        (
            #"[{"embed": ["a", "b"], "expect": {"similarity": [{"closer": [0, 1], "than": [0, 2]}]}}]"#,
            "smoke.similarity", "/smoke/0/expect/similarity/0/than/1"
        ),
        (
            #"[{"embed": ["a"], "expect": {"similarity": [{"pair": [0, 0]}]}}]"#, "smoke.similarity",
            "/smoke/0/expect/similarity/0"
        ),
        (
            #"[{"chat": "Hi", "expect": {"timeToFirstToken": {"max": "1s"}}}]"#,
            "smoke.expectation", "/smoke/0/expect/timeToFirstToken"
        ),
        (#"[{"chat": "Hi", "repeat": 1, "expect": {"identical": true}}]"#, "smoke.expectation", "/smoke/0/repeat"),
        (
            #"[{"chat": "Hi", "expect": {"tokens": {"min": 3, "max": 2}}}]"#, "smoke.expectation",
            "/smoke/0/expect/tokens/min"
        ),
    ])
    func `a mistake is told with its place`(text: String, code: String, pointer: String) throws {
        let found = SmokeCheck.diagnostics(try section(text))
        #expect(found.map(\.code) == [code])
        #expect(found.map(\.pointer) == [pointer])
    }

    @Test func `sound cases have no mistakes`() throws {
        let text = #"""
            [{"chat": "Hi", "stream": true, "expect": {"contains": "x", "timeToFirstToken": {"max": "15m"}}},
             {"embed": ["a", "b", "c"], "expect": {"dimensions": 3, "similarity": [
                {"closer": [0, 1], "than": [0, 2]}, {"pair": [0, 1], "min": 0.8}]}},
             {"request": {"path": "/props", "headers": {"Authorization": "Bearer ${env:KEY}"}}, "expect": {"status": 401}}]
            """#
        #expect(SmokeCheck.diagnostics(try section(text)) == [])
    }

    @Test(arguments: [
        (#"[{"chat": "Hi"}]"#, 0), (#"{"cases": [{"chat": [{"role": "user", "content": "Hi"}]}], "timeout": "5s"}"#, 0),
        (#"[{"chat": "Hi", "timeout": "soon"}]"#, 1), (#"[{"chat": "Hi", "expect": {"contain": "x"}}]"#, 1),
        (#"[{"request": {"path": "props"}}]"#, 1), (#"[{"embed": [], "repeat": 0}]"#, 2), (#""chat""#, 1),
    ])
    func `the schema takes both forms and finds what is misspelt`(text: String, mistakes: Int) throws {
        let start = Place.Position(line: 1, column: 1, offset: 0)
        let node = Self.node(try JSON(parsing: text), Place(file: "test", start: start, end: start))
        #expect(SmokePlugin.descriptor.sections[0].schema.check(node, name: "smoke").count == mistakes)
    }

    private static func node(_ json: JSON, _ place: Place) -> Node {
        switch json {
        case .null: Node(.null, at: place)
        case .bool(let value): Node(.bool(value), at: place)
        case .integer(let value): Node(.integer(value), at: place)
        case .number(let value): Node(.number(value), at: place)
        case .string(let text): Node(.string(text), at: place)
        case .array(let items): Node(.array(items.map { node($0, place) }), at: place)
        case .object(let members):
            Node(.object(members.map { .init(key: $0.key, keyPlace: place, value: node($0.value, place)) }), at: place)
        }
    }

    @Test func `a section comes out of JSON as it went in`() throws {
        let text = #"{"cases":[{"chat":"Hi","expect":{"contains":"x"},"timeout":"5s"}],"retries":2,"warmup":"10m"}"#
        let first = try section(text)
        #expect(try JSON(encoding: first).decode(SmokeSection.self) == first)
        #expect(first.settings(of: first.cases[0]).timeout == .seconds(5))
        #expect(first.settings(of: first.cases[0]).retries == 2)
    }
}
