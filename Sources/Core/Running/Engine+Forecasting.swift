extension Engine {
    /// The plan with what each of its steps will do, in the words of its plugin.
    ///
    /// A look at this machine alone: nothing is asked of the network, and nothing is written. What a plugin cannot tell
    /// is left out.
    public func foreseen(_ plan: Plan) async -> Plan {
        var plan = plan
        for index in plan.stacks.indices where !plan.stacks[index].isFresh {
            plan.stacks[index] = await foreseen(plan.stacks[index])
        }
        return plan
    }

    private func foreseen(_ plan: Plan.StackPlan) async -> Plan.StackPlan {
        var foreseen = plan
        var (inputs, earlier): ([ArtifactKind: JSON], [ArtifactKind: JSON]) = ([:], [:])
        for (index, step) in plan.steps.enumerated() {
            if step.state == .fresh {
                inputs[step.kind] = step.record?.artifact
            } else {
                let outlook = outlook(on: step, of: plan.stack, inputs, earlier)
                foreseen.steps[index].forecasts = (try? await step.provider.forecast(outlook)) ?? []
            }
            earlier[step.kind] = step.record?.artifact
        }
        return foreseen
    }

    private func outlook(
        on step: Plan.Step, of stack: Stack, _ inputs: [ArtifactKind: JSON], _ earlier: [ArtifactKind: JSON]
    ) -> Outlook<JSON> {
        let descriptor = step.provider.descriptor
        return Outlook(
            stack: stack.facts, sections: step.given, inputs: inputs.filter { descriptor.needs.contains($0.key) },
            earlier: earlier.filter { descriptor.needs.contains($0.key) }, prior: step.record?.artifact, store: store,
            folder: project.folder(stack: stack.name, plugin: step.name),
            environment: descriptor.environment(from: environment)
        )
    }
}
