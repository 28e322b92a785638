import RecuaCore
import Testing

struct SuggestionTests {
    private let keys = ["context", "arguments", "alias", "threads", "pooling", "url"]

    @Test(arguments: [
        ("contxt", "context"), ("Context", "context"), ("argumetns", "arguments"), ("thread", "threads"),
        ("ulr", "url"),
        ("memory", nil), ("x", nil), ("", nil),
    ]) func `the nearest known name is suggested when it is near enough`(name: String, expected: String?) {
        #expect(Suggestion.nearest(to: name, among: keys) == expected)
    }

    @Test func `nothing is suggested when nothing is known, and long names take bounded time`() {
        #expect(Suggestion.nearest(to: "a", among: []) == nil)
        let long = String(repeating: "a", count: 1_000_000)
        #expect(Suggestion.nearest(to: long, among: [long + "b"]) == long + "b")
    }
}
