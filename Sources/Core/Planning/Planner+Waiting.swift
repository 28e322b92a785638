extension Planner {
    /// The step as it waits for an earlier one, with what is known already of why it must run.
    ///
    /// - Parameter inputs: digests of the artifacts that it needs and that stand.
    func waiting(
        _ step: Plan.Step, on earlier: String, in stack: Stack, inputs: [ArtifactKind: Digest]
    ) -> Plan.Step {
        var waiting = step
        waiting.state = .waiting(on: earlier)
        guard isThorough || step.record?.artifactText != nil else {
            waiting.known = [Self.beginning(step)]
            return waiting
        }
        if let problem = step.unreadable {
            waiting.known = [.lost(problem)]
            return waiting
        }
        let judged = judged(step, in: stack, inputs: inputs)
        waiting.partial = judged.fingerprint
        waiting.known = judged.reasons.filter { !isOfArtifact($0, outside: inputs) }
        return waiting
    }

    /// An artifact that is still to be made looks as if it were gone, and as if it did not fail any more.
    private func isOfArtifact(_ reason: Plan.Reason, outside inputs: [ArtifactKind: Digest]) -> Bool {
        guard case .changed(let change) = reason, let kind = change.artifact ?? change.failedArtifact else {
            return false
        }
        return inputs[kind] == nil
    }
}

extension Fingerprint.Change {
    /// The kind of the artifact that is another; nil for a change of something else.
    public var artifact: ArtifactKind? { kind(behind: "artifact ") }

    /// The kind of the artifact that failed to be made, now or before; nil for a change of something else.
    public var failedArtifact: ArtifactKind? { kind(behind: "failure ") }

    private func kind(behind prefix: String) -> ArtifactKind? {
        component.hasPrefix(prefix) ? ArtifactKind(rawValue: String(component.dropFirst(prefix.count))) : nil
    }
}
