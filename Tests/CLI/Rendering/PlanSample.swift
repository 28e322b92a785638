import RecuaTestSupport

@testable import RecuaCore

/// Plans as the tests of their text need them.
enum PlanSample {
    static func step(
        _ plugin: String, _ state: Plan.State, known: [Plan.Reason] = [], forecasts: [Forecast] = []
    ) -> Plan.Step {
        let descriptor = PluginDescriptor(
            name: plugin, version: "1", summary: "", sections: [], needs: [],
            provides: ArtifactKind(rawValue: plugin), work: .compute)
        var step = Plan.Step(
            provider: FakePlugin(descriptor), state: state, sections: [:], given: [:], record: nil, attempt: nil)
        (step.known, step.forecasts) = (known, forecasts)
        return step
    }

    static func stack(_ name: String, target: String = "local", _ steps: [Plan.Step]) -> Plan.StackPlan {
        Plan.StackPlan(stack: .testing(name, folder: "/", target: target, [:]), steps: steps)
    }

    static func plan(_ stacks: [Plan.StackPlan]) -> Plan { Plan(project: "tests", stacks: stacks) }

    /// Of which nothing is there yet.
    static func new(_ name: String) -> Plan.StackPlan {
        stack(
            name,
            [
                step(
                    "fetch", .stale([.neverRun]),
                    forecasts: [
                        Forecast(
                            .download, "download hf://mozilla-ai/llamafile_0.10/Qwen3.5-0.8B-Q8_0.llamafile",
                            bytes: 1_204_000_000, identity: "qwen")
                    ]),
                step(
                    "image", .waiting(on: "fetch"), known: [.neverRun],
                    forecasts: [Forecast(.run, "build an image for amd64")]),
                step(
                    "local", .waiting(on: "image"), known: [.neverRun],
                    forecasts: [Forecast(.create, "start a server on this machine")]),
            ])
    }

    /// With another context than before.
    static func changed(_ name: String) -> Plan.StackPlan {
        let change = Fingerprint.Change(component: "section server.context", from: "2048", to: "1024")
        return stack(
            name,
            [
                step("fetch", .fresh),
                step(
                    "image", .stale([.changed(change)]), forecasts: [Forecast(.run, "build an image for amd64")]),
                step(
                    "local", .waiting(on: "image"),
                    forecasts: [Forecast(.update, "restart the server at http://127.0.0.1:15281")]),
            ])
    }

    static func fresh(_ name: String) -> Plan.StackPlan { stack(name, [step("fetch", .fresh)]) }
}
