/// A plan that was written down, to be carried out later exactly as it was read.
///
/// It holds what every step rests on, and no secret: of one that the manifest spells out only a salted digest. Whoever
/// carries it out plans again and compares (`differences(to:)`); what an earlier step is still to make is not known in
/// either plan, so a step that waits is promised with the inputs that are known now.
public struct SavedPlan: Sendable, Hashable, Codable {
    /// The version of the form that this program reads and writes.
    static let version: Int64 = 1

    /// What the user chose when the plan was made.
    public struct Choice: Sendable, Hashable, Codable {
        /// What `-f` named.
        public var file: String?
        /// Where the manifest lay, absolute; nil in plans that do not say it yet.
        public var place: String?
        public var profile: String?
        public var target: String?
        /// What `--set` set.
        public var overrides: [String]
        /// Names and patterns of stacks; none for all.
        public var stacks: [String]
        /// Whether the world was asked first (`--refresh`).
        public var isRefreshed: Bool

        public init(
            file: String? = nil, place: String? = nil, profile: String? = nil, target: String? = nil,
            overrides: [String] = [], stacks: [String] = [], isRefreshed: Bool = false
        ) {
            self.file = file
            self.place = place
            self.profile = profile
            self.target = target
            self.overrides = overrides
            self.stacks = stacks
            self.isRefreshed = isRefreshed
        }
    }

    /// A step as it was planned.
    public struct Step: Sendable, Hashable, Codable {
        var plugin: String
        /// ``Plan/State/word``.
        var state: String
        /// For people.
        var reasons: [String]
        /// Of the fingerprint, as far as it is known.
        var inputs: [String: String]
        /// The digest of what it made last, if anything.
        var artifact: Digest?
    }

    /// A stack as it was planned.
    public struct Stack: Sendable, Hashable, Codable {
        var name: String
        var steps: [Step]
    }

    /// The build that made it.
    public var recua: String
    /// RFC 3339, UTC.
    public var made: String
    public var project: String
    public var choice: Choice
    public var stacks: [Stack]
    /// Stands before secrets when they are digested.
    var salt: String
}

extension SavedPlan {
    /// - Parameters:
    ///   - plan: one that was made thoroughly.
    ///   - salt: equal for two plans that are to be compared.
    init(_ plan: Plan, _ pipeline: Pipeline, choice: Choice, salt: String) {
        self.init(
            recua: RecuaVersion.current, made: Timestamp.now(), project: plan.project, choice: choice,
            stacks: plan.stacks.map { stack in
                Stack(name: stack.stack.name, steps: stack.steps.map { Step($0, pipeline, salt: salt) })
            }, salt: salt)
    }
}

extension SavedPlan.Step {
    fileprivate init(_ step: Plan.Step, _ pipeline: Pipeline, salt: String) {
        let components = (step.fingerprint ?? step.partial)?.components ?? [:]
        let inputs = components.map { name, value in
            (name, pipeline.isSecret(name, value) ? "secret \(Digest(of: "\(salt) \(value)"))" : value)
        }
        self.init(
            plugin: step.name, state: step.state.word, reasons: step.reasons.map(Self.text),
            inputs: Dictionary(inputs) { first, _ in first },
            artifact: step.record?.artifactDigest)
    }

    /// A try of the very plan that failed leaves it as it is: the same command goes on from there.
    private static func text(_ reason: Plan.Reason) -> String {
        if case .failed = reason { Plan.Reason.neverRun.description } else { reason.description }
    }
}

extension Plan.State {
    /// `fresh`, `stale`, `waiting` or `standby`.
    public var word: String {
        switch self {
        case .fresh: "fresh"
        case .stale: "stale"
        case .waiting: "waiting"
        case .standby: "standby"
        }
    }
}
