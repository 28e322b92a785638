import RecuaTestSupport
import Testing

@testable import RecuaCLI
@testable import RecuaCore

struct HistoryTextTests {
    private func list(_ status: StepRecord.Status, _ error: String? = nil, isAlive: Bool = false) -> String {
        let run = RunRecord(id: 1, command: "recua up", outcome: .open, started: "", ended: nil, author: RunAuthor())
        let step = PastStep(
            run: 1, stack: "a", plugin: "local", kind: .deployment, status: status, artifact: nil, error: error,
            reasons: [], log: nil, started: "", ended: nil, destroyed: nil)
        let text = HistoryText(style: TextStyle(isColored: false), now: "", folder: ".recua", isAlive: { _ in isAlive })
        return text.list([RunSummary(run: run, counts: [status: 1], stacks: ["a"], steps: [step])])
    }

    @Test func `a step that did not end well says how it ended`() {
        #expect(list(.failed).hasSuffix("a: local failed") && list(.destroyed, "broken").hasSuffix("a: local failed"))
        #expect(list(.cancelled).hasSuffix("a: local cancelled"))
        #expect(list(.begun).hasSuffix("a: local cut off") && list(.destroyed).hasSuffix("a: local cut off"))
        #expect(list(.begun, isAlive: true).hasSuffix("a: local"))
    }
}
