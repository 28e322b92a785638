extension Planner {
    /// Reads the local files that a step's sections name. Where another step must run ahead of it, that one may be what
    /// makes them.
    func look(
        at step: inout Plan.Step, of descriptor: PluginDescriptor, in stack: Stack, leavingUnread: Bool
    ) throws {
        do {
            (step.files, step.unread) = try files(
                of: descriptor, in: stack, step.sections, leavingUnread: leavingUnread)
        } catch let problem as Diagnostic where !step.awaits.isEmpty {
            step.unreadable = problem.message
        }
    }

    /// The step as it waits for one that runs ahead of it and may change its local files; nil when it need not wait.
    func held(
        _ step: Plan.Step, after steps: [Plan.Step], in stack: Stack, inputs: [ArtifactKind: Digest]
    ) -> Plan.Step? {
        guard !step.awaits.isEmpty else { return nil }
        let ahead = steps.filter { step.awaits.contains($0.kind) }
        if let problem = step.unreadable, let first = ahead.first(where: { $0.state != .fresh }) ?? ahead.first {
            var held = step
            (held.state, held.known) = (.waiting(on: first.name), [.lost(problem)])
            return held
        }
        let hasFiles = !step.files.isEmpty || !step.unread.isEmpty
        guard hasFiles, let first = ahead.first(where: { $0.state != .fresh }) else { return nil }
        var held = waiting(step, on: first.name, in: stack, inputs: inputs)
        held.known.removeAll(where: Self.isOfFile)
        return held
    }

    private static func isOfFile(_ reason: Plan.Reason) -> Bool {
        guard case .changed(let change) = reason else { return false }
        return change.component.hasPrefix("file ")
    }

    /// The steps of a stack with what follows from their order: who stands before an artifact runs when that is about to
    /// be made, and who consumes what another makes waits for it.
    func ordered(_ steps: [Plan.Step]) -> [Plan.Step] {
        var (steps, isSettled) = (steps, false)
        while !isSettled {
            isSettled = true
            for index in steps.indices.reversed() {
                for follower in steps where !follower.state.isSettled && follower.awaits.contains(steps[index].kind) {
                    if steps[index].impose(.precedes(follower.kind), isCertain: follower.isCertain) {
                        isSettled = false
                    }
                }
            }
            for index in steps.indices where steps[index].state == .fresh {
                let needs = steps[index].provider.descriptor.needs
                guard let earlier = steps.first(where: { $0.state != .fresh && needs.contains($0.kind) }) else {
                    continue
                }
                steps[index].state = .waiting(on: earlier.name)
                isSettled = false
            }
        }
        return steps
    }

    /// The step as it is when its turn has come: all that it stands behind has run.
    ///
    /// - Throws: ``Diagnostic`` when a local file cannot be read.
    func due(
        _ step: Plan.Step, of plan: Plan.StackPlan, inputs: [ArtifactKind: Digest],
        failures: [ArtifactKind: StepFailure] = [:]
    ) throws -> Plan.Step {
        var due = step
        if !step.awaits.isEmpty {
            (due.files, due.unread) = try files(
                of: step.provider.descriptor, in: plan.stack, step.sections, leavingUnread: false)
        }
        due = judged(due, in: plan.stack, inputs: inputs, failures: failures)
        guard due.state == .fresh, plan.isOrdered else { return due }
        let followers = plan.steps.filter { $0.awaits.contains(step.kind) }
        // A file that cannot be read may be what this step makes.
        if let next = followers.first(where: { (try? self.due($0, of: plan, inputs: inputs))?.state != .fresh }) {
            due.state = .stale([.precedes(next.kind)])
        }
        return due
    }
}

extension Plan.Step {
    /// - Returns: true when that changes anything.
    fileprivate mutating func impose(_ reason: Plan.Reason, isCertain: Bool) -> Bool {
        guard !imposed.contains(reason), isCertain || state == .fresh else { return false }
        switch state {
        case .fresh: state = .stale([reason])
        case .stale, .standby: return false
        case .waiting where known.isEmpty: known = [reason]
        case .waiting: return false
        }
        imposed.append(reason)
        return true
    }
}

extension Plan.StackPlan {
    /// True when a step runs ahead of another that consumes nothing of it.
    var isOrdered: Bool { steps.contains { !$0.awaits.isEmpty } }
}
