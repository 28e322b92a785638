extension Engine {
    /// The plan with what each of its steps will do, in the words of its plugin.
    ///
    /// A look at this machine alone: nothing is asked of the network, and nothing is written. What a plugin cannot tell
    /// is left out. Programs that are asked go on running until a run has ended, or ``endingProviders(_:)``.
    public func foreseen(_ plan: Plan) async -> Plan {
        var plan = plan
        let views = Dictionary(
            pipeline.descriptors.map { ($0.name, $0.environment(from: environment)) }
        ) { _, last in last }
        let (pace, count) = (Pace.current, plan.stacks.count)
        defer { pace?.tell(.planning, count, of: count) }
        for index in plan.stacks.indices where !plan.stacks[index].isFresh {
            pace?.tell(.planning, index, of: count)
            plan.stacks[index] = await foreseen(plan.stacks[index], views)
        }
        return plan
    }

    /// - Parameter views: what each plugin sees of the environment.
    private func foreseen(_ plan: Plan.StackPlan, _ views: [String: [String: String]]) async -> Plan.StackPlan {
        var foreseen = plan
        var (inputs, earlier): ([ArtifactKind: JSON], [ArtifactKind: JSON]) = ([:], [:])
        for (index, step) in plan.steps.enumerated() {
            if step.state == .fresh {
                inputs[step.kind] = step.record?.artifact
            } else {
                let outlook = outlook(on: step, of: plan.stack, inputs, earlier, views[step.name] ?? [:])
                foreseen.steps[index].forecasts = await forecasts(of: step.provider, outlook)
            }
            earlier[step.kind] = step.record?.artifact
        }
        return foreseen
    }

    private func forecasts(of provider: any StepProvider, _ outlook: Outlook<JSON>) async -> [Forecast] {
        do {
            return try await provider.forecast(outlook)
        } catch {
            // It may tell the next time.
            Trace.current?.abandon()
            return []
        }
    }

    private func outlook(
        on step: Plan.Step, of stack: Stack, _ inputs: [ArtifactKind: JSON], _ earlier: [ArtifactKind: JSON],
        _ environment: [String: String]
    ) -> Outlook<JSON> {
        let descriptor = step.provider.descriptor
        return Outlook(
            stack: stack.facts, sections: step.given, inputs: inputs.filter { descriptor.needs.contains($0.key) },
            earlier: earlier.filter { descriptor.needs.contains($0.key) }, prior: step.record?.artifact, store: store,
            folder: descriptor.folder(ofStack: stack.name, in: project.stateFolder),
            environment: environment
        )
    }
}
