/// How a step ended.
public struct StepResult: Sendable {
    /// How it ended, and with what.
    public enum Outcome: Sendable {
        /// Ran and produced this.
        case done(JSON)
        /// Did not run: what it had produced before still stands.
        case fresh(JSON)
        /// Was found finished by an earlier, interrupted run.
        case adopted(JSON)
        /// Was taken down; this is what it had been.
        case removed(JSON)
        /// Is on record no more, and was not taken down: it is another project's.
        case forgotten(JSON, because: String)
        case failed([Diagnostic])
        case cancelled
        /// Had nothing to do: it runs only when another step fails, and that did not.
        case idle
        /// Could not run because the named step did not finish.
        case blocked(by: String)
        /// Was looked for by `adopt`, and not simply found.
        case looked(Look)
    }

    public var name: Event.StepName
    public var outcome: Outcome
    /// How long it ran; zero when it did not.
    public var duration: Duration
    /// The file with what it logged, absolute; nil when there is none.
    public var log: String?
    /// What a step that failed has to show all the same, in the form of its kind: ``FailedOutput``.
    public var evidence: JSON?
    /// What it rested on, where it is known.
    var fingerprint: Digest?

    public init(name: Event.StepName, outcome: Outcome, duration: Duration = .zero, log: String? = nil) {
        self.name = name
        self.outcome = outcome
        self.duration = duration
        self.log = log
    }

    public var artifact: JSON? {
        switch outcome {
        case .done(let artifact), .fresh(let artifact), .adopted(let artifact), .removed(let artifact),
            .forgotten(let artifact, _):
            artifact
        case .failed, .cancelled, .idle, .blocked, .looked: nil
        }
    }

    /// True when the step is as it should be: it made its artifact, or had no reason to.
    public var isGood: Bool {
        switch outcome {
        case .idle, .looked(.known), .looked(.absent), .looked(.left): true
        default: artifact != nil
        }
    }

    public var problems: [Diagnostic] { if case .failed(let problems) = outcome { problems } else { [] } }
}
