extension Adoption {
    /// Asks each plugin that has effects in the plan what is there of the project.
    ///
    /// - Throws: `CancellationError`, and nothing else.
    func survey(_ plan: Plan) async throws -> Survey {
        var names: [String] = []
        let effects = plan.stacks.flatMap { stack in stack.steps.filter(\.isEffect).map { (stack.stack, $0) } }
        for (_, step) in effects where !names.contains(step.name) { names.append(step.name) }
        return try await withThrowingTaskGroup(of: Survey.self) { group in
            for name in names {
                let steps = effects.filter { $0.1.name == name }
                group.addTask { try await self.survey(steps) }
            }
            var all = Survey()
            for try await part in group {
                all.found += part.found
                all.problems.merge(part.problems) { $0 + $1 }
            }
            return all
        }
    }

    /// Asks one plugin.
    private func survey(_ steps: [(Stack, Plan.Step)]) async throws -> Survey {
        guard let provider = steps.first?.1.provider else { return Survey() }
        do {
            let running = try steps.map { try self.running($0.1, in: $0.0, input: [:], site) }
            let findings = try await provider.survey(running)
            let byStack = Dictionary(running.map { ($0.stack.name, $0) }) { first, _ in first }
            return Survey(
                found: findings.compactMap { finding in
                    byStack[finding.step].map { found(finding, by: $0, provider.descriptor) }
                })
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            let name = provider.descriptor.name
            return Survey(problems: [name: described(error, plugin: name)])
        }
    }

    private func found(
        _ finding: Finding<JSON>, by step: Step<JSON, [ArtifactKind: JSON]>, _ descriptor: PluginDescriptor
    ) -> Survey.Found {
        var facts = step.stack
        if facts.name != finding.stack {
            facts = StackFacts(
                name: finding.stack, project: facts.project, target: facts.target, folder: facts.folder)
        }
        return Survey.Found(
            name: Event.StepName(stack: finding.stack, plugin: descriptor.name, kind: descriptor.provides),
            artifact: finding.output, sections: step.sections, facts: facts)
    }
}

extension Plan.Step {
    var isEffect: Bool { provider.descriptor.work == .effect }
}
