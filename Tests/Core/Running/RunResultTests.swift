import RecuaCore
import Testing

struct RunResultTests {
    private func step(_ stack: String, _ kind: ArtifactKind, _ outcome: StepResult.Outcome) -> StepResult {
        StepResult(name: .init(stack: stack, plugin: kind.rawValue, kind: kind), outcome: outcome)
    }

    @Test func `a stack's steps are found in their order, wherever they stand, and also those that come later`() {
        var result = RunResult(
            steps: [
                step("b", .model, .done(1)), step("a", .model, .done(2)), step("b", .image, .failed([])),
            ], duration: .zero)
        #expect(result.steps(of: "b").map(\.name.kind) == [.model, .image])
        #expect(result.steps(of: "c").isEmpty && result.artifact(.model, of: "c") == nil)
        result.steps.append(step("a", .image, .fresh(3)))
        #expect(result.artifact(.image, of: "a") == 3 && result.artifact(.image, of: "b") == nil)
        #expect(result.stacks == ["b", "a"] && result.succeeded == ["a"] && result.unfinished == ["b"])
    }
}
