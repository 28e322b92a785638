import Testing

@testable import RecuaCore

struct LedgerSnapshotTests {
    private func record(_ stack: String, _ plugin: String, id: Int64) -> StepRecord {
        StepRecord(
            id: id, run: 1, stack: stack, plugin: plugin, kind: .model, status: .done, isEffect: false, token: "",
            fingerprint: Fingerprint(components: [:]), sections: [:],
            facts: StackFacts(name: stack, project: "tests", target: "local", folder: "/"), started: "")
    }

    @Test func `a snapshot by stacks holds the same, each record with its stack`() {
        var whole = LedgerSnapshot()
        for (id, name) in ["a", "b", "c"].enumerated() {
            for plugin in ["fetch", "image"] {
                let record = record(name, plugin, id: Int64(2 * id + (plugin == "image" ? 1 : 0)))
                whole.current[.init(stack: name, plugin: plugin)] = record
                if name != "b" { whole.attempts[.init(stack: name, plugin: plugin)] = record }
            }
        }
        let parts = whole.byStack
        #expect(parts.keys.sorted() == whole.stacks)
        for (name, part) in parts {
            #expect(part.stacks == [name] && part.records(of: name) == whole.records(of: name))
            #expect(part.attempt(name, "image") == whole.attempt(name, "image"))
        }
        #expect(LedgerSnapshot().byStack.isEmpty)
    }
}
