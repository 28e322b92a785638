/// A step that will run, as far as it is known before: what a plugin makes its forecast of.
public struct Outlook<Sections: Sendable>: Sendable {
    /// What is known of the stack besides its sections.
    public let stack: StackFacts
    /// As the step will be given them.
    public let sections: Sections
    /// The artifacts it will consume, by kind, as far as they are known now. What an earlier step must make first is
    /// not there.
    public let inputs: [ArtifactKind: JSON]
    /// What the earlier steps made last, whether it still counts or not.
    public let earlier: [ArtifactKind: JSON]
    /// The artifact of the last successful run of this step, if any.
    public let prior: JSON?
    /// To look into, never to write.
    public let store: Store
    /// The folder that the plugin has for this stack. It need not exist.
    public let folder: String
    /// The variables that the descriptor declares, and `PATH`, `HOME`, `LANG`, `TMPDIR`, `USER`.
    public let environment: [String: String]

    public init(
        stack: StackFacts, sections: Sections, inputs: [ArtifactKind: JSON] = [:],
        earlier: [ArtifactKind: JSON] = [:], prior: JSON? = nil, store: Store, folder: String,
        environment: [String: String] = [:]
    ) {
        self.stack = stack
        self.sections = sections
        self.inputs = inputs
        self.earlier = earlier
        self.prior = prior
        self.store = store
        self.folder = folder
        self.environment = environment
    }

    /// The artifact that will be consumed; nil while an earlier step must make it first.
    public func input<A: Artifact>(_ type: A.Type) -> A? { inputs[A.kind].flatMap { try? $0.decode(type) } }

    /// What the earlier step made last; nil when it never did.
    public func earlier<A: Artifact>(_ type: A.Type) -> A? { earlier[A.kind].flatMap { try? $0.decode(type) } }

    /// What this step made last; nil when it never did.
    public func prior<A: Artifact>(_ type: A.Type) -> A? { prior.flatMap { try? $0.decode(type) } }

    /// The same outlook with other sections.
    public func with<Other: Sendable>(sections: Other) -> Outlook<Other> {
        Outlook<Other>(
            stack: stack, sections: sections, inputs: inputs, earlier: earlier, prior: prior, store: store,
            folder: folder, environment: environment)
    }
}
