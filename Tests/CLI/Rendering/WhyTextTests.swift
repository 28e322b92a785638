import RecuaTestSupport
import Testing

@testable import RecuaCLI
@testable import RecuaCore

@Suite struct WhyTextTests {
    private let digests = (Digest(of: "1"), Digest(of: "2"))

    private func text(_ plan: Plan, _ causes: [LedgerSnapshot.Key: [Cause]] = [:], isChosen: Bool = false) -> String {
        WhyText(plan, causes: causes, isChosen: isChosen, TextStyle(isColored: false), width: 100).text
    }

    @Test func `an artifact is told back to the first cause`() {
        let model = Fingerprint.Change(
            component: "artifact model", from: digests.0.description, to: digests.1.description)
        let url = Fingerprint.Change(component: "section model.weights", from: "\"a.gguf\"", to: "\"b.gguf\"")
        let making = Cause.Making(
            plugin: "fetch", time: "2026-11-27T03:12:00Z", parts: [], causes: [Cause(url)])
        let plan = PlanSample.plan([
            PlanSample.stack(
                "chat",
                [
                    PlanSample.step("fetch", .fresh), PlanSample.step("image", .stale([.changed(model)])),
                    PlanSample.step("local", .waiting(on: "image")),
                    PlanSample.step("smoke", .waiting(on: "local"), known: [.asked]),
                ])
        ])
        let key = LedgerSnapshot.Key(stack: "chat", plugin: "image")
        #expect(
            text(plan, [key: [Cause(model, making: making)]]) == """
                chat → local
                  ✓ fetch  up to date
                  ● image  the model: sha256:\(digests.0.short) → sha256:\(digests.1.short)
                             fetch made it another at 2026-11-27T03:12:00Z because
                               model.weights: "a.gguf" → "b.gguf"
                  · local  after image, and only if that makes something else
                  · smoke  after local
                           it is asked for
                """)
    }

    private func fresh(_ name: String, run: Int64 = 4) -> Plan.StackPlan {
        var stack = PlanSample.fresh(name)
        stack.steps[0].record = StepRecord(
            id: run, run: run, stack: name, plugin: "fetch", kind: .model, status: .done, isEffect: false, token: "t",
            fingerprint: Fingerprint(components: [:]), sections: [:],
            facts: StackFacts(name: name, project: "p", target: "local", folder: "/"), artifact: [:], error: nil,
            started: "2026-11-27T03:12:00Z", ended: "2026-11-27T03:12:09Z")
        return stack
    }

    @Test(arguments: [true, false]) func `a few stacks that are up to date are named, with the run that made them so`(
        isChosen: Bool
    ) {
        let plan = PlanSample.plan([fresh("a"), fresh("embed", run: 12), PlanSample.fresh("new")])
        #expect(
            text(plan, isChosen: isChosen) == """
                a      up to date: nothing has changed since run 4, 2026-11-27T03:12:09Z
                embed  up to date: nothing has changed since run 12, 2026-11-27T03:12:09Z
                new    up to date
                """)
    }

    @Test func `many are counted, and so are those beside others that change, unless they were asked for`() {
        let many = PlanSample.plan((0..<11).map { PlanSample.fresh("s\($0)") })
        #expect(text(many) == "11 stacks are up to date: nothing has changed for them")
        let mixed = PlanSample.plan([fresh("a"), PlanSample.stack("b", [PlanSample.step("fetch", .stale([.asked]))])])
        #expect(
            text(mixed) == """
                b → local
                  ● fetch  it is asked for
                1 other stack is up to date: nothing has changed for it
                """)
        #expect(
            text(mixed, isChosen: true).hasSuffix(
                "\na  up to date: nothing has changed since run 4, 2026-11-27T03:12:09Z"))
    }

    @Test(arguments: [(StepRecord.Status.failed, "failed"), (.cancelled, "was cancelled")])
    func `of an effect's last try it says in which run that was, and how it ended`(
        status: StepRecord.Status, word: String
    ) {
        var stack = PlanSample.stack("chat", [PlanSample.step("local", .stale([.unfinished]))])
        stack.steps[0].attempt = fresh("chat", run: 7).steps[0].record
        stack.steps[0].attempt?.status = status
        #expect(
            text(PlanSample.plan([stack])) == """
                chat → local
                  ● local  its last try \(word) in run 7: see `recua history 7`
                """)
    }
}
