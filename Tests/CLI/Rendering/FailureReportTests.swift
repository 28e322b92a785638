import RecuaCore
import Testing

@testable import RecuaCLI

/// What is told once of many steps that failed alike.
struct FailureReportTests {
    private func report(_ stacks: [String], plugins: [String] = ["smoke"], help: (String) -> String) -> String {
        let names = stacks.flatMap { stack in plugins.map { (stack, $0) } }
        let steps = names.map { stack, plugin in
            StepResult(
                name: .init(stack: stack, plugin: plugin, kind: .report),
                outcome: .failed([Diagnostic("smoke.failed", "1 of 1 case failed", help: help(stack))]), duration: .zero
            )
        }
        return FailureReport(RunResult(steps: steps, duration: .zero), workingFolder: "/").told.map {
            "\($0.names): \($0.problem.help ?? "")"
        }.joined(separator: "\n")
    }

    @Test func `what to type for each stack is told once, with all names or a word for them`() {
        let few = report(["a", "b"]) { "ask again with `recua smoke \($0)`" }
        #expect(few == "a/smoke, b/smoke: ask again with `recua smoke a b`", "\(few)")
        let many = report((1...22).map { "s\($0)" }) { "ask again with `recua smoke \($0)`" }
        #expect(
            many.hasSuffix("and 17 more steps: ask again with `recua smoke STACK`") && !many.contains("\n"), "\(many)")
    }

    @Test func `a stack of which several steps failed alike is typed once`() {
        let twice = report(["b", "a"], plugins: ["image", "smoke"]) { "ask again with `recua smoke \($0)`" }
        #expect(twice == "b/image, b/smoke, a/image, a/smoke: ask again with `recua smoke b a`", "\(twice)")
    }

    @Test func `of one stack, and where the help names none, it stays as it is`() {
        #expect(
            report(["again"]) { "ask again with `recua smoke \($0)`" }.contains("ask again with `recua smoke again`"))
        #expect(report(["a", "b"]) { _ in "ask a doctor" }.contains("ask a doctor"))
        let apart = report(["a", "b"]) { $0 == "a" ? "do this" : "do that" }
        #expect(apart.contains("do this") && apart.contains("do that"))
    }
}
