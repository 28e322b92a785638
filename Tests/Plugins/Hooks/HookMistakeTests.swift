import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaHooks

struct HookMistakeTests {
    private static let facts = StackFacts(name: "demo", project: "tests", target: "local", folder: "/")

    /// What is wrong with a hook by the schema, then by where it stands, then by its own check.
    private func problems(_ hooks: JSON) async throws -> [Diagnostic] {
        let node = Node(testing: hooks)
        let refused = HookSchema.section.check(node, name: "hooks")
        guard refused.isEmpty else { return refused }
        let sections: JSON = ["hooks": HookSchema.section.canonical(node) ?? [:]]
        do {
            _ = try HooksFamily().members(of: sections, in: Self.facts)
        } catch {
            return Diagnostics.from(error)
        }
        var found: [Diagnostic] = []
        for (name, hook) in (sections["hooks"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            let step = HookStep(name, hook, needs: [], clock: InstantClock())
            found += try await step.check(sections, in: Self.facts)
        }
        return found
    }

    @Test(
        arguments: [
            (["a": ["before": "image", "after": "model", "run": "true"]], "hooks.place", "/hooks/a/before"),
            (["a": ["run": "true"]], "hooks.place", "/hooks/a"),
            (["A b": ["after": "model", "run": "true"]], "hooks.name", "/hooks/A b"),
            (["a": ["after": "model"]], "manifest.missing-key", nil),
            (["a": ["after": "model", "run": "true", "retry": 3]], "manifest.unknown-key", nil),
            (["a": ["after": "model", "run": []]], "manifest.count", nil),
            (["a": ["after": "model", "run": ""]], "manifest.length", nil),
            (["a": ["after": "model", "run": "true", "timeout": "soon"]], "manifest.format", nil),
            (["a": ["after": "model", "run": "true", "retries": -1]], "manifest.range", nil),
            (["a": ["after": "model", "run": "true", "when": "never"]], "manifest.choice", nil),
            (["a": ["after": "model", "run": "true", "environment": ["A=b"]]], "manifest.pattern", nil),
            (["a": ["after": "model", "run": "true", "when": []]], "manifest.count", nil),
            (["a": ["after": "model", "run": "true", "timeout": "0s"]], "hooks.no-time", "/hooks/a/timeout"),
            (["a": ["before": "image", "run": "true", "when": "failure"]], "hooks.when", "/hooks/a/when"),
            (
                [
                    "a": ["after": "image", "run": "true", "when": ["changed", "failure"]],
                    "b": ["before": "hooks.a", "run": "true"],
                ], "hooks.when", "/hooks/b/before"
            ),
            (
                [
                    "a": ["after": "image", "run": "true", "when": "failure"],
                    "b": ["after": "hooks.a", "run": "true"],
                ], "hooks.when", "/hooks/b/after"
            ),
            (
                ["a": ["after": "model", "run": "true", "secrets": ["A-B": "x"]]], "hooks.variable",
                "/hooks/a/secrets/A-B"
            ),
            (
                ["a": ["after": "model", "run": "true", "secrets": ["RECUA_STACK": "x"]]], "hooks.variable",
                "/hooks/a/secrets/RECUA_STACK"
            ),
            (
                ["a": ["after": "model", "run": "true", "secrets": ["KEY": "x"], "environment": ["KEY"]]],
                "hooks.variable", "/hooks/a/secrets/KEY"
            ),
            (["a": ["after": "model", "run": "echo ${env:KEY}"]], "hooks.reference", "/hooks/a/run"),
            (["a": ["after": "model", "run": ["echo", "${file:key}"]]], "hooks.reference", "/hooks/a/run/1"),
        ] as [(JSON, String, String?)])
    func `a mistake is told with its place`(hooks: JSON, code: String, pointer: String?) async throws {
        let problems = try await problems(hooks)
        #expect(problems.map(\.code) == [code])
        if let pointer { #expect(problems.first?.pointer == pointer) }
    }

    @Test func `every hook that stands nowhere is told at once`() async throws {
        let problems = try await problems(["a": ["run": "true"], "b": ["run": "true"]])
        #expect(problems.map(\.pointer) == ["/hooks/a", "/hooks/b"])
    }

    @Test func `what is well is well`() async throws {
        let problems = try await problems([
            "a": [
                "before": "image", "run": "echo ${HOME:-x}", "retries": 3, "timeout": "1h30m", "when": "always",
                "environment": ["API_TOKEN"], "secrets": ["KEY": "${env:KEY}"], "files": ["a.sh"], "folder": "b",
            ],
            "b2-c": ["after": "hooks.a", "run": ["true"]],
        ])
        #expect(problems == [])
    }
}
