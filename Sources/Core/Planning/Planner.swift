/// Turns a manifest and what the ledger knows into a ``Plan``. Changes nothing, and asks the world only for the facts of
/// local files and processes.
public struct Planner: Sendable {
    let pipeline: Pipeline
    let store: Store
    private let environment: [String: String]
    /// By name.
    private let bases: [String: Fingerprint.Basis]
    /// What a look at the world has found to be otherwise than recorded.
    var drift = Drift()
    /// True to look at everything that a step rests on now: local files that nobody has read yet, and what is known of
    /// steps that wait. For plans that are to be held against later ones.
    var isThorough = false

    /// - Parameter environment: all variables; fingerprints hold what plugins declare of them.
    public init(pipeline: Pipeline, store: Store, environment: [String: String]) {
        self.pipeline = pipeline
        self.store = store
        self.environment = environment
        let bases = pipeline.providers.map { Fingerprint.Basis($0.descriptor, environment: environment) }
        self.bases = Dictionary(bases.map { ($0.descriptor.name, $0) }) { first, _ in first }
    }

    /// - Parameters:
    ///   - asked: kinds whose steps run even if nothing changed.
    ///   - each: told of each stack at once.
    /// - Throws: ``Diagnostics`` with everything that keeps the stacks from being planned.
    public func plan(
        _ stacks: [Stack], project: String, goal: Goal, asked: Set<ArtifactKind> = [], ledger: LedgerSnapshot,
        each: (Plan.StackPlan) -> Void = { _ in }
    ) throws -> Plan {
        var problems: [Diagnostic] = []
        var plans: [Plan.StackPlan] = []
        var routes = Routes(pipeline, goal: goal)
        let pace = Pace.current
        defer { pace?.tell(.planning, stacks.count, of: stacks.count) }
        for (done, stack) in stacks.enumerated() {
            pace?.tell(.planning, done, of: stacks.count)
            do {
                let route = try routes.route(for: stack)
                let plan = try plan(stack, through: route, asked: asked, ledger: ledger)
                each(plan)
                plans.append(plan)
            } catch {
                problems += Diagnostics.from(error)
            }
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return Plan(project: project, stacks: plans, ledger: ledger)
    }

    private func plan(
        _ stack: Stack, through route: Route, asked: Set<ArtifactKind>, ledger: LedgerSnapshot
    ) throws -> Plan.StackPlan {
        var steps: [Plan.Step] = []
        steps.reserveCapacity(route.steps.count)
        var digests: [ArtifactKind: Digest] = [:]
        for provider in route.steps {
            let descriptor = provider.descriptor
            var step = try step(provider, descriptor, in: stack, ledger, awaits: route.awaits(of: provider))
            step.isAsked = asked.contains(descriptor.provides)
            let pending = descriptor.needs.first { digests[$0] == nil }
            let before = pending.flatMap { kind in steps.first { $0.kind == kind } }
            if let kind = Self.standsBy(descriptor, after: before) {
                step.state = .standby(for: kind)
            } else if let before {
                step = waiting(step, on: before.name, in: stack, inputs: digests)
            } else if let held = held(step, after: steps, in: stack, inputs: digests) {
                step = held
            } else {
                step = judged(step, in: stack, inputs: digests)
                if step.state == .fresh { digests[descriptor.provides] = step.record?.artifactDigest }
            }
            steps.append(step)
        }
        return Plan.StackPlan(stack: stack, steps: route.awaits.isEmpty ? steps : ordered(steps))
    }

    /// The step before anything is known of its inputs.
    private func step(
        _ provider: any StepProvider, _ descriptor: PluginDescriptor, in stack: Stack, _ ledger: LedgerSnapshot,
        awaits: [ArtifactKind]
    ) throws -> Plan.Step {
        let sections = try pipeline.sections(for: descriptor, of: stack)
        let (record, attempt) = (
            ledger.current(stack.name, descriptor.name), ledger.attempt(stack.name, descriptor.name)
        )
        let isNew = record == nil && attempt == nil && descriptor.work != .effect
        var step = Plan.Step(
            provider: provider, state: .fresh, sections: sections,
            given: pipeline.sections(sections, withHintsFor: descriptor, of: stack),
            record: record, attempt: attempt, observed: drift[stack.name, descriptor.name],
            imposed: descriptor.isRepeated ? [.always] : [], awaits: awaits
        )
        try look(at: &step, of: descriptor, in: stack, leavingUnread: isNew && !isThorough)
        return step
    }

    /// The step with its fingerprint and state, once the digests of all it needs are known.
    ///
    /// - Parameter failures: what of it failed, for a step that takes it so.
    func judged(
        _ step: Plan.Step, in stack: Stack, inputs: [ArtifactKind: Digest],
        failures: [ArtifactKind: StepFailure] = [:]
    ) -> Plan.Step {
        let fingerprint = Fingerprint(
            of: basis(of: step), in: stack.facts, sections: step.sections, inputs: inputs, files: step.files,
            failures: failures.mapValues(\.digest), isSource: pipeline.isSource
        )
        var judged = step
        judged.fingerprint = fingerprint
        let reasons = reasons(for: step, fingerprint, in: stack.facts)
        judged.state = reasons.isEmpty ? .fresh : .stale(reasons)
        return judged
    }

    /// Steps of families are no plugins of the pipeline.
    private func basis(of step: Plan.Step) -> Fingerprint.Basis {
        if let basis = bases[step.name], basis.descriptor.provides == step.kind { return basis }
        return Fingerprint.Basis(step.provider.descriptor, environment: environment)
    }

    /// What a step stands by for that runs only on failure, or that stands behind such a step.
    private static func standsBy(_ descriptor: PluginDescriptor, after pending: Plan.Step?) -> ArtifactKind? {
        if let kind = descriptor.standsBy { return kind }
        if case .standby(let kind) = pending?.state { return kind }
        return nil
    }

    /// Why a step must run of which there is no successful run.
    static func beginning(_ step: Plan.Step) -> Plan.Reason {
        if let attempt = step.attempt { return attempt.isRemoval ? .removing : .unfinished }
        return step.pastFailure.map { .failed($0) } ?? .neverRun
    }

    private func reasons(for step: Plan.Step, _ fingerprint: Fingerprint, in stack: StackFacts) -> [Plan.Reason] {
        if let attempt = step.attempt, attempt.isRemoval { return [.removing] }
        if step.attempt?.status == .begun { return [.interrupted] }
        guard let record = step.record, let witnesses = record.witnesses else { return [Self.beginning(step)] }
        var reasons =
            fingerprint.isWritten(as: record.components.text)
            ? [] : fingerprint.reasons(since: record.fingerprint) { pipeline.veiled($0) }
        let lost = witnesses.compactMap { witness in
            (witness.complaint(store) ?? witness.complaint(of: record.facts, in: stack)).map(Plan.Reason.lost)
        }
        // That a whole deployment is gone says nothing new where its process is.
        reasons += lost + step.observed.filter { lost.isEmpty || !$0.isLoss } + step.imposed
        if step.attempt != nil { reasons.append(.unfinished) }
        if step.isAsked { reasons.append(.asked) }
        return reasons
    }
}

extension Plan.Reason {
    fileprivate var isLoss: Bool { if case .lost = self { true } else { false } }
}
