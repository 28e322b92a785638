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

    @Test func `stacks that are up to date are counted, and named when they were asked for`() {
        let plan = PlanSample.plan([PlanSample.fresh("a"), PlanSample.fresh("b")])
        #expect(text(plan) == "2 stacks up to date")
        #expect(text(plan, isChosen: true) == "a  up to date\nb  up to date")
    }
}
