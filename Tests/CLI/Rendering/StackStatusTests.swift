import RecuaTestSupport
import Testing

@testable import RecuaCLI
@testable import RecuaCore

struct StackStatusTests {
    private func table(
        _ status: StepRecord.Status, isDeclared: Bool = true, atWork: Set<String> = []
    ) -> String {
        let record = StepRecord(
            id: 1, run: 1, stack: "a", plugin: "local", kind: .deployment, status: status, isEffect: true, token: "",
            fingerprint: Fingerprint(components: [:]), sections: [:],
            facts: StackFacts(name: "a", project: "tests", target: "local", folder: "/"), artifact: nil, error: nil,
            started: "", ended: nil)
        let snapshot = LedgerSnapshot(attempts: [.init(stack: "a", plugin: "local"): record])
        let states = StackStatus.all(of: "a", isDeclared: isDeclared, snapshot, atWork: atWork)
        return StackStatus.table(states, TextStyle(isColored: false))
    }

    @Test func `a deployment that was cancelled did not fail`() {
        #expect(table(.cancelled).contains("cancelled") && !table(.cancelled).contains("failed"))
        #expect(table(.failed).contains("the last deployment failed; `recua up a` tries again"))
    }

    @Test func `a deployment under way is told from one that was cut off`() {
        #expect(table(.begun).contains("a deployment was interrupted"))
        #expect(table(.begun, atWork: ["b/local"]).contains("a deployment was interrupted"))
        #expect(table(.begun, atWork: ["a/local"]).contains("deploying"))
    }

    @Test(arguments: [StepRecord.Status.begun, .failed, .cancelled])
    func `what is not in the manifest can only be taken down`(status: StepRecord.Status) {
        let text = table(status, isDeclared: false)
        #expect(text.contains("`recua down --orphans a`") && !text.contains("recua up"), "\(text)")
    }
}
