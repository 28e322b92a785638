import RecuaTestSupport

@testable import RecuaCore

/// Plays a case through the scheduler and through the model, side by side.
struct SchedulerDrill {
    private var scheduler: Scheduler
    private var model: SchedulerModel
    private var random: SplitMix64
    /// The steps in the order in which they were handed out.
    private(set) var order: [Scheduler.Index] = []
    /// The steps that ran and were told of a failure.
    private(set) var told: [SchedulerCase.Step] = []
    /// What the scheduler did that it promises not to do.
    private(set) var complaints: [String] = []

    /// - Parameter told: what the scheduler is told, if not the same as the model.
    init(_ play: SchedulerCase, told: SchedulerCase? = nil) {
        let told = told ?? play
        scheduler = Scheduler(told.plan, limits: told.limits, failsFast: told.failsFast)
        model = SchedulerModel(play)
        random = SplitMix64(seed: play.order)
    }

    static func complaints(_ play: SchedulerCase, told: SchedulerCase? = nil) -> [String] {
        var drill = SchedulerDrill(play, told: told)
        drill.run()
        return drill.complaints
    }

    mutating func run() {
        var results = 0
        while complaints.isEmpty {
            if results == model.play.stopsAfter {
                scheduler.stop()
                model.stop()
            }
            takeAll()
            guard complaints.isEmpty, let index = model.running.randomElement(using: &random) else { break }
            end(index)
            results += 1
        }
        if complaints.isEmpty { compareEnds() }
    }

    /// Whether some step had nothing to do.
    var isIdle: Bool { scheduler.all.contains { if case .idle = $0.outcome { true } else { false } } }

    private mutating func takeAll() {
        while complaints.isEmpty {
            let expected = model.expected
            let index = scheduler.next()
            if let index { judge(index) }
            if let expected, index == nil { complain("hands out nothing, though \(name(expected)) is ready") }
            if let expected, let index, expected != index, complaints.isEmpty {
                complain("hands out \(name(index)) before \(name(expected)), which is earlier in the plan")
            }
            guard complaints.isEmpty, let index else { return }
            model.handOut(index)
            order.append(index)
            if model.isTold(index), !model.hasNothingToDo(index) { told.append(model.step(index)) }
            let artifacts = Set(scheduler.artifacts(of: index.stack).keys)
            if artifacts != model.artifacts(of: index.stack) { complain("gives \(name(index)) the wrong artifacts") }
            if failures(of: index) != model.failures(of: index.stack) {
                complain("tells \(name(index)) of wrong failures")
            }
        }
    }

    /// Holds a step that was handed out against each law by itself, so that the complaint names the one it breaks.
    private mutating func judge(_ index: Scheduler.Index) {
        if model.wasHandedOut(index) { complain("hands out \(name(index)) twice") }
        if model.isStopped(for: index) { complain("hands out \(name(index)) after a stop") }
        if model.hasEnded(index) { complain("hands out \(name(index)), which has ended") }
        if !model.isReady(index) { complain("hands out \(name(index)) before what it needs") }
        if !model.hasRoom(for: index) { complain("hands out \(name(index)) beyond the limits") }
    }

    private mutating func end(_ index: Scheduler.Index) {
        let outcome = outcome(of: index)
        let expected = model.end(index)
        let blocked = scheduler.finish(index, StepResult(name: scheduler.name(index), outcome: outcome))
        if blocked.map({ "\($0.name)" }) != expected.map(name) {
            complain("blocks \(blocked.map { "\($0.name)" }) after \(name(index)), not \(expected.map(name))")
        }
    }

    /// What comes of running it. Who stands by asks what it is told of.
    private func outcome(of index: Scheduler.Index) -> StepResult.Outcome {
        let step = model.step(index)
        if let kind = step.standsBy.map(SchedulerCase.kind), failures(of: index)[kind] == nil { return .idle }
        return switch step.ending {
        case .done: .done(.null)
        case .fresh: .fresh(.null)
        case .failed: .failed([])
        case .cancelled: .cancelled
        }
    }

    private func failures(of index: Scheduler.Index) -> [ArtifactKind: String] {
        scheduler.failures(of: index.stack).mapValues(\.step)
    }

    private mutating func compareEnds() {
        let said = scheduler.all.map { "\($0.name) \(Self.words($0.outcome))" }
        let expected = model.play.places.map { "\(name($0)) \(model.end(of: $0))" }
        if said != expected { complain("says \(Set(said).subtracting(expected).sorted()) of how it ended") }
        if let left = model.expected { complain("ends, though \(name(left)) could run") }
    }

    private mutating func complain(_ text: String) { complaints.append(text) }

    private func name(_ index: Scheduler.Index) -> String { SchedulerModel.name(index) }

    private static func words(_ outcome: StepResult.Outcome) -> String {
        switch outcome {
        case .done: "done"
        case .fresh: "fresh"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .blocked(let cause): "blocked by \(cause)"
        case .idle: "idle"
        case .adopted, .removed, .forgotten, .looked: "?"
        }
    }
}
