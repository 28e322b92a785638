/// Every step of every chosen stack, and whether it must run.
public struct Plan: Sendable {
    /// Whether a step must run.
    public enum State: Sendable, Hashable {
        /// The recorded artifact still stands.
        case fresh
        case stale([Reason])
        /// An earlier step must run first; whether this one must is known then.
        case waiting(on: String)
        /// It runs only if this kind, or what it is made of, fails to be made.
        case standby(for: ArtifactKind)

        /// True when nothing is to be done, as far as this step goes.
        public var isSettled: Bool {
            switch self {
            case .fresh, .standby: true
            case .stale, .waiting: false
            }
        }
    }

    /// Why a step must run.
    public enum Reason: Sendable, Hashable {
        case neverRun
        /// It never ended well: this is how its last try ended.
        case failed(PastFailure)
        case changed(Fingerprint.Change)
        /// Something the artifact refers to is gone: what, in words.
        case lost(String)
        /// An effect was begun and its end is not on record.
        case interrupted
        /// Somebody began to take down what an effect made, and that has not ended well.
        case removing
        /// What it made was changed by somebody else.
        case drifted(Difference)
        /// The last try of an effect failed or was cancelled; it may have changed something.
        case unfinished
        /// The command asks for it every time.
        case asked
        /// It runs each time.
        case always
        /// An artifact that it stands before is about to be made.
        case precedes(ArtifactKind)
    }

    /// A plugin applied to a stack.
    public struct Step: Sendable {
        public let provider: any StepProvider
        /// Of the provider, whose descriptor is large: thousands of steps are asked for them.
        public let name: String
        public let kind: ArtifactKind
        public var state: State
        /// The sections that count for the fingerprint.
        public var sections: JSON
        /// The sections that the plugin is given: those that count, and hints.
        public var given: JSON
        /// The last successful run, fresh or not.
        @Boxed public var record: StepRecord?
        /// For an effect: the newest try, when it did not end well.
        @Boxed public var attempt: StepRecord?
        /// For another that has no successful run: how its last try ended, where the ledger was asked.
        public var pastFailure: PastFailure?
        /// True when it runs even if nothing changed.
        public var isAsked: Bool
        /// What a look at the world has found to be otherwise than recorded.
        var observed: [Reason]
        /// Why it must run that follows from no input of its own.
        var imposed: [Reason]
        /// Kinds that must be there first, though it consumes nothing of them.
        var awaits: [ArtifactKind]
        /// Why its local files cannot be read before those are there.
        var unreadable: String?
        /// Digests of the local files that its sections name, by JSON pointer.
        var files: [String: Digest] = [:]
        /// Those of them that nobody has read yet, as they looked when the step was planned. A step that never ran must
        /// run whatever is in them, so they are read once: by the step.
        var unread: [String: Files.Facts] = [:]
        /// Known unless the step waits.
        public var fingerprint: Fingerprint?
        /// For a step that waits: why it must run, whatever the earlier steps make. Empty when that depends on them.
        var known: [Reason] = []
        /// For a step that waits: its fingerprint without the artifacts that are still to be made, where anybody asked.
        var partial: Fingerprint?
        /// What it will do, in the words of its plugin; empty until ``Engine/foreseen(_:)`` has asked.
        public var forecasts: [Forecast] = []

        init(
            provider: any StepProvider, state: State, sections: JSON, given: JSON, record: StepRecord?,
            attempt: StepRecord?, isAsked: Bool = false, observed: [Reason] = [], imposed: [Reason] = [],
            awaits: [ArtifactKind] = []
        ) {
            let descriptor = provider.descriptor
            self.provider = provider
            (name, kind) = (descriptor.name, descriptor.provides)
            (self.state, self.sections, self.given) = (state, sections, given)
            (self.record, self.attempt, self.isAsked) = (record, attempt, isAsked)
            (self.observed, self.imposed, self.awaits) = (observed, imposed, awaits)
        }

        /// Why it must run, as far as that is known.
        public var reasons: [Reason] {
            switch state {
            case .fresh, .standby: []
            case .stale(let reasons): reasons
            case .waiting: known
            }
        }

        /// True when it will run, unless an earlier step fails; false for one that is up to date, and for one that waits
        /// and may find that nothing has changed for it.
        public var isCertain: Bool { !reasons.isEmpty }

        /// For one that stands by: true when it has told of a failure, and no run that was well has made that the past. An
        /// effect has made something, which still stands.
        public var hasTold: Bool {
            if case .standby = state { record != nil && provider.descriptor.work != .effect } else { false }
        }
    }

    /// The steps of a stack.
    public struct StackPlan: Sendable {
        public var stack: Stack
        /// Each after the steps it needs.
        public var steps: [Step] { didSet { isFresh = Self.isFresh(steps) } }
        /// True when nothing is to be done. Asked more often than steps change, and of a thousand stacks.
        public private(set) var isFresh: Bool

        init(stack: Stack, steps: [Step]) {
            self.stack = stack
            self.steps = steps
            isFresh = Self.isFresh(steps)
        }

        private static func isFresh(_ steps: [Step]) -> Bool {
            steps.allSatisfy { $0.state.isSettled && !$0.hasTold }
        }
    }

    public var project: String
    public var stacks: [StackPlan]
    /// What was known when it was made.
    public var ledger = LedgerSnapshot()

    public var isFresh: Bool { stacks.allSatisfy(\.isFresh) }
}

extension Plan.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .neverRun: "not run yet"
        case .failed(let failure): failure.description
        case .changed(let change): change.description
        case .lost(let what): what
        case .interrupted: "was interrupted; what it left behind is looked at first"
        case .removing: "was being taken down; what is left of it is looked at first"
        case .drifted(let difference): "\(difference)"
        case .unfinished: "the last try did not end well"
        case .asked: "asked for"
        case .always: "runs each time"
        case .precedes(let kind): "stands before the \(kind), which is about to be made"
        }
    }
}
