/// What a plugin says of itself before anything runs.
public struct PluginDescriptor: Sendable, Hashable {
    /// A part of a stack that the plugin owns.
    public struct Section: Sendable, Hashable {
        /// The key in a stack.
        public var name: String
        /// What may be written under it.
        public var schema: Schema

        public init(_ name: String, _ schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    /// What a step uses most, for the limits on how many run at once.
    public enum Work: String, Sendable, Hashable, Codable, CaseIterable {
        case network, compute
        /// Makes something that must be found again and taken down, or that costs money: recorded before it begins and
        /// observed after a crash.
        case effect
    }

    /// Facts of a stack, besides its sections, that change what a plugin produces. Only these enter its fingerprints.
    public enum Fact: String, Sendable, Hashable, Codable {
        case name, project, target, description, tags
        /// The processor of this machine: for what is made for it, or runs on it.
        case machine
    }

    /// In small letters; the manifest of a program and messages name it so.
    public var name: String
    /// A new one makes every step of the plugin run again.
    public var version: String
    /// One line.
    public var summary: String
    /// The sections it owns. A section's name belongs to one plugin only.
    public var sections: [Section]
    /// Keys of other plugins' sections that it reads, as dotted paths: `function.memory`, or a whole section `function`.
    public var reads: [String]
    /// Keys of other plugins' sections, as in ``reads``, that it sees and that cannot change its artifact: what only
    /// saves later work. They do not enter its fingerprints, so a change in one leaves its step fresh.
    public var hints: [String]
    /// The kinds of artifact it consumes. Write `Needs<…>.kinds`.
    public var needs: [ArtifactKind]
    /// Those of ``needs`` without which it runs too, when the step that makes them failed: it is told why by
    /// ``Step/failures``.
    public var takesFailed: Set<ArtifactKind>
    /// One of ``takesFailed``: it runs only when this did not come to be. Nil for a step that runs as others do.
    public var standsBy: ArtifactKind?
    /// The kind of artifact it makes. Write `Output.kind`.
    public var provides: ArtifactKind
    /// How its steps are counted against the limits, and whether they are effects.
    public var work: Work
    /// What else of the stack changes what it makes.
    public var facts: Set<Fact>
    /// True when `up` runs it for every stack, also for one that does not write its section.
    public var isAlways: Bool
    /// True when it runs in each run that its stack takes part in, even if nothing has changed.
    public var isRepeated: Bool
    /// True when what it did counts only until it begins to do it again: one that then fails or is cut off has to run,
    /// though everything be again as it was the last time.
    public var isMomentary: Bool
    /// True when what it made can vanish behind Recua's back, so that `--refresh` asks for it. An effect's always can.
    public var isObserved: Bool
    /// Environment variables the plugin is given; a trailing `*` matches a prefix. They do not enter fingerprints.
    public var environment: [String]
    /// Environment variables whose values change what it produces.
    public var fingerprintedEnvironment: [String]
    /// For a plugin that is a program: the digest of its files.
    public var program: Digest?

    public init(
        name: String, version: String, summary: String, sections: [Section], reads: [String] = [],
        hints: [String] = [], needs: [ArtifactKind], takesFailed: Set<ArtifactKind> = [],
        standsBy: ArtifactKind? = nil, provides: ArtifactKind, work: Work = .compute, facts: Set<Fact> = [],
        isAlways: Bool = false, isRepeated: Bool = false, isMomentary: Bool = false, isObserved: Bool = false,
        environment: [String] = [],
        fingerprintedEnvironment: [String] = [],
        program: Digest? = nil
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.sections = sections
        self.reads = reads
        self.hints = hints
        self.needs = needs
        self.takesFailed = takesFailed
        self.standsBy = standsBy
        self.provides = provides
        self.work = work
        self.facts = facts
        self.isAlways = isAlways
        self.isRepeated = isRepeated
        self.isMomentary = isMomentary
        self.isObserved = isObserved || work == .effect
        self.environment = environment
        self.fingerprintedEnvironment = fingerprintedEnvironment
        self.program = program
    }
}
