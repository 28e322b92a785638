/// Looks for what the stacks of a plan left in the world, when no record of it is there.
///
/// Deploys nothing, publishes nothing and downloads nothing: what does not change the world is made again from what is on
/// this machine, and what does is looked for.
struct Adoption: Sendable {
    let planner: Planner
    let snapshot: LedgerSnapshot
    /// For steps that only look.
    let site: Runner.Site
    /// For steps that are made again; offline.
    let making: Runner.Site
    let limits: Limits
    let events: EventStream

    /// A step, what was found of it, and what is to be recorded.
    struct Entry: Sendable {
        var step: AdoptionResult.Step
        var record: StepRecord?
        /// What later steps are made of; nil unless it is what a run would make.
        var artifact: JSON?
        /// How long it was looked for.
        var duration = Duration.zero

        init(_ name: Event.StepName, _ outcome: AdoptionResult.Outcome, record: StepRecord? = nil) {
            step = AdoptionResult.Step(name: name, outcome: outcome)
            self.record = record
            if case .adopted(let artifact) = outcome { self.artifact = artifact }
        }
    }

    /// Where it is cancelled, what was found until then: the steps that have no entry were not looked for to the end.
    ///
    /// - Parameters:
    ///   - plan: the stacks that are meant.
    ///   - declared: names of all stacks of the manifest.
    ///   - isWhole: true when what is found of stacks that are not among these counts as well.
    func entries(of plan: Plan, declared: Set<String>, isWhole: Bool) async -> [Entry] {
        guard let survey = try? await survey(plan) else { return [] }
        let entries = await withTaskGroup(of: (Int, [Entry]).self) { group in
            var entries: [Int: [Entry]] = [:]
            for (index, stack) in plan.stacks.enumerated() {
                if index >= min(limits.effect, limits.total), let (done, found) = await group.next() {
                    entries[done] = found
                }
                group.addTask { (index, await self.entries(of: stack, survey)) }
            }
            for await (done, found) in group { entries[done] = found }
            return entries
        }
        let strays = strays(of: survey, plan) { isWhole && !declared.contains($0) }
        return plan.stacks.indices.flatMap { entries[$0] ?? [] } + strays
    }

    private func entries(of plan: Plan.StackPlan, _ survey: Survey) async -> [Entry] {
        var entries: [Entry] = []
        var artifacts: [ArtifactKind: JSON] = [:]
        let foundations = plan.foundations
        for step in plan.steps {
            let input = artifacts.filter { step.provider.descriptor.needs.contains($0.key) }
            let question = Question(
                stack: plan.stack, input: input, isKnown: input.count == step.provider.descriptor.needs.count,
                isFoundation: foundations.contains(step.kind), found: survey.found(plan.stack.name, step.name),
                problems: survey.problems[step.name] ?? [])
            guard !Task.isCancelled, let new = try? await told(step, question) else { break }
            artifacts[step.kind] = new.first?.artifact
            entries += new
        }
        return entries
    }

    /// What is known of a step's surroundings when it is looked for.
    struct Question {
        var stack: Stack
        var input: [ArtifactKind: JSON]
        /// True when all that the step consumes is known.
        var isKnown: Bool
        /// True when an effect stands on it.
        var isFoundation: Bool
        var found: [Survey.Found]
        var problems: [Diagnostic]

        func name(of step: Plan.Step) -> Event.StepName {
            Event.StepName(stack: stack.name, plugin: step.name, kind: step.kind)
        }
    }

    /// Looks for a step, and tells so; one that nobody is asked about has no beginning.
    ///
    /// - Throws: `CancellationError`, and nothing else: what goes wrong is an entry.
    private func told(_ step: Plan.Step, _ question: Question) async throws -> [Entry] {
        let clock = ContinuousClock()
        let start = clock.now
        if !step.isOnRecord, step.isEffect || question.isKnown {
            events.send(.stepStarted(question.name(of: step), reasons: []))
        }
        var entries = try await entries(for: step, question)
        if !entries.isEmpty { entries[0].duration = clock.now - start }
        if let result = StepResult(entries) { events.send(.stepFinished(result.name, result)) }
        return entries
    }

    private func entries(for step: Plan.Step, _ question: Question) async throws -> [Entry] {
        let name = question.name(of: step)
        do {
            let digests = question.input.mapValues { ArtifactFacts.digest(of: $0) }
            let judged = question.isKnown ? planner.judged(step, in: question.stack, inputs: digests) : step
            if step.isOnRecord { return known(judged, name, question) }
            if step.isEffect { return try await effect(judged, name, question) }
            return [question.isKnown ? try await result(judged, name, question) : Entry(name, .left([]))]
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            return [Entry(name, .failed(described(error, plugin: step.name).map(question.stack.placing)))]
        }
    }

    /// What the ledger knows, fresh or not, is left to `up`.
    private func known(_ step: Plan.Step, _ name: Event.StepName, _ question: Question) -> [Entry] {
        var entry = Entry(name, .known)
        let standing = step.record?.artifact
        if question.isKnown, step.state == .fresh { entry.artifact = standing }
        let own = standing.map { Survey.Found.identity(of: $0) }
        let others = own == nil ? [] : question.found.filter { $0.identity != own }
        return [entry] + conflict(others, name)
    }

    /// A step that changes nothing in the world: looked for, and made again when an effect stands on it.
    private func result(_ step: Plan.Step, _ name: Event.StepName, _ question: Question) async throws -> Entry {
        let digests = question.input.mapValues { ArtifactFacts.digest(of: $0) }
        let ready =
            step.unread.isEmpty ? step : try planner.confirmed(step, in: question.stack, inputs: digests)
        if case .present(let artifact) = try await withHost(
            ready, question, site, { try await ready.provider.find($0) })
        {
            return Entry(name, .adopted(artifact), record: record(ready, question.stack, artifact, ready.fingerprint))
        }
        guard question.isFoundation else { return Entry(name, .left([])) }
        do {
            let artifact = try await withHost(ready, question, making) { try await ready.provider.run($0) }
            let confirmed = try planner.confirmed(ready, in: question.stack, inputs: digests)
            let record = record(confirmed, question.stack, artifact, confirmed.fingerprint)
            return Entry(name, .adopted(artifact), record: record)
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            return Entry(name, .left(described(error, plugin: step.name).map(question.stack.placing)))
        }
    }
}

extension Plan.Step {
    fileprivate var isOnRecord: Bool { record != nil || attempt != nil }
}

extension Plan.StackPlan {
    /// The kinds that the effects of the stack are made of, directly or through others.
    fileprivate var foundations: Set<ArtifactKind> {
        var found: Set<ArtifactKind> = []
        for step in steps.reversed() where step.isEffect || found.contains(step.kind) {
            found.formUnion(step.provider.descriptor.needs)
        }
        return found
    }
}
