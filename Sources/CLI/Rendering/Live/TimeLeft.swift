import RecuaCore

/// How long a run still takes, while that can be told.
///
/// Each step weighs as long as it took the last time, or, when it never ran, as the steps of its plugin took in this
/// run; how much of the weight is done a second includes how many steps run side by side.
struct TimeLeft {
    /// Before so many steps have run, so much of the weight is done and so much time has passed, it is a guess.
    private static let leastSteps = 10
    private static let leastShare = 0.05
    private static let leastTime = Duration.seconds(5)

    private struct Work {
        /// Of the steps that ran before.
        var known = 0.0
        /// Steps that never ran.
        var unknown = 0
        /// What was measured in this run.
        var seconds = 0.0
        var ran = 0
    }

    private var begun: ContinuousClock.Instant?
    /// The steps that have not ended, by what they took the last time.
    private var open: [Event.StepName: Double?] = [:]
    private var work: [String: Work] = [:]
    private var done = 0.0
    private var ran = 0
    private var isOver = false

    /// Nothing more will be started: what has not run yet takes no time.
    mutating func stop() { isOver = true }

    mutating func take(_ event: Event, at now: ContinuousClock.Instant) {
        switch event {
        case .runStarted(let outline):
            begun = now
            for step in outline.steps where !step.isFresh { add(step) }
        case .stepFinished(let name, let result): end(name, result)
        default: break
        }
    }

    /// Nil unless it is believable.
    func duration(at now: ContinuousClock.Instant) -> Duration? {
        guard !isOver, let begun, now - begun >= Self.leastTime, ran >= Self.leastSteps, let rest, rest > 0
        else { return nil }
        guard done >= Self.leastShare * (done + rest) else { return nil }
        return .seconds((now - begun) / .seconds(1) * rest / done)
    }

    /// `about 12 min left`; nil unless it is believable.
    func text(at now: ContinuousClock.Instant) -> String? {
        duration(at: now).map { "about \(Quantity.roughly($0)) left" }
    }

    /// The weight of what has not ended; nil when nothing is known of some of it.
    private var rest: Double? {
        var rest = 0.0
        for work in work.values {
            rest += work.known
            guard work.unknown > 0 else { continue }
            guard work.ran >= 3 else { return nil }
            rest += work.seconds / Double(work.ran) * Double(work.unknown)
        }
        return rest
    }

    private mutating func add(_ step: RunOutline.Step) {
        let seconds = step.expected.map { $0 / .seconds(1) }
        open[step.name] = .some(seconds)
        if let seconds {
            work[step.name.plugin, default: Work()].known += seconds
        } else {
            work[step.name.plugin, default: Work()].unknown += 1
        }
    }

    private mutating func end(_ name: Event.StepName, _ result: StepResult) {
        guard let expected = open.removeValue(forKey: name) else { return }
        if let expected { work[name.plugin]?.known -= expected } else { work[name.plugin]?.unknown -= 1 }
        switch result.outcome {
        case .fresh, .idle, .blocked, .cancelled, .looked: return
        case .done, .adopted, .removed, .forgotten, .failed: break
        }
        let seconds = result.duration / .seconds(1)
        work[name.plugin]?.seconds += seconds
        work[name.plugin]?.ran += 1
        done += expected ?? seconds
        ran += 1
    }
}
