/// One plugin applied to one stack: all that a running plugin is given.
public struct Step<Sections: Sendable, Input: Sendable>: Sendable {
    /// What is known of the stack besides its sections.
    public let stack: StackFacts
    /// Checked, defaults filled in.
    public let sections: Sections
    /// The artifacts that earlier steps made.
    public let input: Input
    /// Why artifacts that it takes failed ones of are not there, by kind: ``PluginDescriptor/takesFailed``.
    public let failures: [ArtifactKind: StepFailure]
    /// The artifact of the last successful run of this step, if any.
    public let prior: JSON?
    /// For effects: the same in every try of the same step, recorded before the first one. Name what you make by it.
    public let token: String
    /// The digest of everything that can change the artifact, when it is known: what is made can carry it, so that
    /// it is known again by ``Plugin/find(_:)``.
    public let fingerprint: Digest?
    /// What the last try of this very step saved by ``StepHost/checkpoint(_:)``, when it was cut off or failed.
    public let checkpoint: JSON?
    /// Folders, variables, secrets, and who is told what happens.
    public let host: StepHost

    public init(
        stack: StackFacts, sections: Sections, input: Input, failures: [ArtifactKind: StepFailure] = [:],
        prior: JSON? = nil, token: String, fingerprint: Digest? = nil, checkpoint: JSON? = nil, host: StepHost
    ) {
        self.stack = stack
        self.sections = sections
        self.input = input
        self.failures = failures
        self.prior = prior
        self.token = token
        self.fingerprint = fingerprint
        self.checkpoint = checkpoint
        self.host = host
    }

    /// The same step with other sections and input.
    public func with<S: Sendable, I: Sendable>(sections: S, input: I) -> Step<S, I> {
        Step<S, I>(
            stack: stack, sections: sections, input: input, failures: failures, prior: prior, token: token,
            fingerprint: fingerprint, checkpoint: checkpoint, host: host)
    }
}
