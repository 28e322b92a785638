/// Asks the world whether what stands is still there, and as it was left. Changes nothing.
struct Inspection: Sendable {
    let site: Runner.Site
    let limits: Limits
    let events: EventStream

    /// A standing result, and who can tell of it.
    struct Question: Sendable {
        var provider: any StepProvider
        var record: StepRecord

        var name: Event.StepName {
            Event.StepName(stack: record.stack, plugin: record.plugin, kind: record.kind)
        }
        var key: LedgerSnapshot.Key { LedgerSnapshot.Key(stack: record.stack, plugin: record.plugin) }
    }

    /// What of the stacks' steps can vanish or change behind Recua's back. An effect that was cut off, or that somebody
    /// began to take down, is left to the run that looks after it.
    static func questions(
        _ stacks: [Stack], _ goal: Goal, _ snapshot: LedgerSnapshot, _ pipeline: Pipeline
    ) throws -> [Question] {
        try stacks.flatMap { stack in
            try pipeline.steps(for: stack, goal: goal).compactMap { provider in
                let descriptor = provider.descriptor
                let attempt = snapshot.attempt(stack.name, descriptor.name)
                guard descriptor.isObserved, attempt?.status != .begun, attempt?.isRemoval != true,
                    let record = snapshot.current(stack.name, descriptor.name)
                else { return nil }
                return Question(provider: provider, record: record)
            }
        }
    }

    /// - Throws: ``Diagnostics`` with all that could not be asked; `CancellationError`.
    func drift(of questions: [Question]) async throws -> Drift {
        let pace = Pace.current
        pace?.tell(.looking, 0, of: questions.count)
        defer { pace?.tell(.looking, questions.count, of: questions.count) }
        let answers = try await withThrowingTaskGroup(of: (Int, Result<[Plan.Reason], any Error>).self) { group in
            var answers: [Int: Result<[Plan.Reason], any Error>] = [:]
            for (index, question) in questions.enumerated() {
                if index >= min(limits.effect, limits.total), let (done, answer) = try await group.next() {
                    answers[done] = answer
                    pace?.tell(.looking, answers.count, of: questions.count)
                }
                group.addTask { (index, try await self.answer(question)) }
            }
            for try await (done, answer) in group {
                answers[done] = answer
                pace?.tell(.looking, answers.count, of: questions.count)
            }
            return answers
        }
        var reasons: [LedgerSnapshot.Key: [Plan.Reason]] = [:]
        var problems: [Diagnostic] = []
        for (index, question) in questions.enumerated() {
            do { reasons[question.key] = try answers[index]?.get() } catch { problems += described(error, question) }
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return Drift(reasons)
    }

    /// - Throws: `CancellationError` alone: what else goes wrong is an answer.
    private func answer(_ question: Question) async throws -> Result<[Plan.Reason], any Error> {
        try Task.checkCancellation()
        do {
            return .success(try await reasons(question))
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            return .failure(error)
        }
    }

    private func reasons(_ question: Question) async throws -> [Plan.Reason] {
        let record = question.record
        let host = try site.host(
            for: question.provider.descriptor, question.name, manifestFolder: record.facts.folder, events: events)
        defer { try? Files.remove(host.scratch) }
        let step = Step<JSON, [ArtifactKind: JSON]>(
            stack: record.facts, sections: record.sections, input: [:], prior: record.artifact, token: record.token,
            fingerprint: record.fingerprint.digest, host: host
        )
        switch try await question.provider.observe(record.artifact, step) {
        case .present: return []
        case .absent: return [.lost("its \(record.kind) is gone")]
        case .drifted(_, let differences): return differences.map { .drifted(site.redactor.redact($0)) }
        }
    }

    private func described(_ error: any Error, _ question: Question) -> [Diagnostic] {
        Diagnostics.from(error, code: "\(question.name.plugin).failed").map { problem in
            var told = site.redactor.redact(problem)
            told.message = "\(question.name) could not be looked at: \(told.message)"
            return told
        }
    }
}
