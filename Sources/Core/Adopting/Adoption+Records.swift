extension Adoption {
    func running(
        _ step: Plan.Step, in stack: Stack, input: [ArtifactKind: JSON], _ site: Runner.Site
    ) throws -> Step<JSON, [ArtifactKind: JSON]> {
        let descriptor = step.provider.descriptor
        let name = Event.StepName(stack: stack.name, plugin: descriptor.name, kind: descriptor.provides)
        let host = try site.host(for: descriptor, name, manifestFolder: stack.facts.folder, events: events)
        // Which token it was made with is not known any more.
        return Step(
            stack: stack.facts, sections: step.given, input: input, token: "",
            fingerprint: step.fingerprint?.digest, host: host)
    }

    func withHost<Value>(
        _ step: Plan.Step, _ question: Question, _ site: Runner.Site,
        _ body: (Step<JSON, [ArtifactKind: JSON]>) async throws -> Value
    ) async throws -> Value {
        let running = try running(step, in: question.stack, input: question.input, site)
        defer { try? Files.remove(running.host.scratch) }
        return try await body(running)
    }

    /// - Parameter fingerprint: what it was made of, as far as that is known.
    func record(_ step: Plan.Step, _ stack: Stack, _ artifact: JSON, _ fingerprint: Fingerprint?) -> StepRecord {
        var adopted = step
        adopted.fingerprint = fingerprint
        return StepRecord(adopted, in: stack, run: 0, at: Timestamp.now()).adopting(artifact)
    }

    /// The record of something that belongs to no step of the manifest.
    func record(_ found: Survey.Found) -> StepRecord {
        let time = Timestamp.now()
        let record = StepRecord(
            id: 0, run: 0, stack: found.name.stack, plugin: found.name.plugin, kind: found.name.kind, status: .begun,
            isEffect: true, token: String(Digest(of: "\(found.identity) \(time)").hex.prefix(16)),
            fingerprint: Fingerprint(adopted: [Difference("it was found")]), sections: found.sections,
            facts: found.facts, artifact: nil, error: nil, started: time, ended: nil)
        return record.adopting(found.artifact)
    }

    func described(_ error: any Error, plugin: String) -> [Diagnostic] {
        Diagnostics.from(error, code: "\(plugin).failed").map { site.redactor.redact($0) }
    }
}

extension StepRecord {
    /// Why an adopted step is on record, among its reasons.
    public static let adoption = "adopted"

    /// True for what `recua adopt` found.
    public var isAdopted: Bool { reasons == [Self.adoption] }

    fileprivate func adopting(_ artifact: JSON) -> StepRecord {
        var record = ended(.done, artifact: artifact)
        record.reasons = [Self.adoption]
        return record
    }
}
