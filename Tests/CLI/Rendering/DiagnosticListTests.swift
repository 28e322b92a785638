import RecuaCore
import Testing

@testable import RecuaCLI

@Suite struct DiagnosticListTests {
    private func diagnostics(_ code: String, _ count: Int) -> [Diagnostic] {
        (0..<count).map { Diagnostic(code, "number \($0)") }
    }

    @Test func `few are all shown, in their order`() {
        let all = diagnostics("a.b", 15) + diagnostics("c.d", 5)
        let list = DiagnosticList(all)
        #expect(list.shown == all && list.rest.isEmpty)
    }

    @Test func `of many alike the first are shown, a rare one is not lost, and the rest is counted`() {
        let list = DiagnosticList(diagnostics("a.b", 990) + diagnostics("c.d", 1) + diagnostics("a.b", 10))
        #expect(list.shown.count == 20 && list.shown.last?.code == "c.d")
        #expect(list.shown.first?.message == "number 0")
        #expect(list.rest.map(\.code) == ["a.b"] && list.rest.map(\.count) == [981])
    }

    @Test func `kinds share the room, and the most frequent of the rest comes first`() {
        let all = (0..<30).flatMap { diagnostics("kind.k\($0)", $0 + 1) }
        let list = DiagnosticList(all)
        #expect(Set(list.shown.map(\.code)).count == 20)
        #expect(list.rest.first?.code == "kind.k29")
        #expect(list.rest.reduce(0) { $0 + $1.count } + 20 == all.count)
    }

    @Test func `the whole list is shown when it is asked for`() {
        #expect(DiagnosticList(diagnostics("a.b", 1000), isWhole: true).shown.count == 1000)
    }
}
