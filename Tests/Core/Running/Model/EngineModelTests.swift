import RecuaTestSupport
import Testing

@testable import RecuaCore

/// The engine with random plugins, as real tasks that take turns as they like: what holds in every order, one `up` after
/// the other.
///
/// `RECUA_CASES=2000` plays more of them, `RECUA_SEED=7` plays one.
struct EngineModelTests {
    typealias Place = RandomProject.Place

    @Test(arguments: Seeds.chosen(usually: 60))
    func `each step runs once if it must, after all it needs, and is told of failures that it takes`(
        seed: UInt64
    ) async throws {
        try await withScratchFolder { folder in
            let project = RandomProject(seed: seed)
            var model = EngineModel(project)
            for round in project.rounds {
                let traffic = Traffic(limits: project.limits)
                model.begin(round)
                let result = try await EngineDrill(project: project, round: round, folder: folder).run(traffic)
                #expect(traffic.excess.isEmpty && Set(traffic.started).count == traffic.started.count)
                check(result, traffic, &model, project)
            }
        }
    }

    @Test func `in the random projects, steps are told of failures once, stand by in vain, and run again after`()
        async throws
    {
        var seen: Set<String> = []
        for seed in 0..<200 as Range<UInt64> {
            let project = RandomProject(seed: seed)
            var model = EngineModel(project)
            for round in project.rounds {
                model.begin(round)
                for place in project.steps {
                    let fate = model.fate(of: place)
                    seen.insert(words(fate, model, place, project))
                    model.end(place, end(fate, place, round), hasStarted: fate == .runs)
                }
            }
        }
        let kinds = ["any step", "told", "told and standing by"]
        #expect(seen.isSuperset(of: kinds.flatMap { ["\($0): runs", "\($0): fails"] }))
        #expect(seen.isSuperset(of: ["any step: stands", "told: stands", "told and standing by: stands"]))
        #expect(seen.isSuperset(of: ["standing by: idle", "any step: idle", "any step: blocked"]))
    }

    /// Holds what came of a round against the model, step by step.
    private func check(
        _ result: RunResult, _ traffic: Traffic, _ model: inout EngineModel, _ project: RandomProject
    ) {
        let ends = ends(of: result)
        // A run with nothing to do says only what there is.
        if result.run != nil { #expect(Set(ends.keys) == Set(project.steps) && ends.count == result.steps.count) }
        #expect(result.run != nil || traffic.started.isEmpty)
        let wasCancelled = ends.values.contains(.cancelled)
        #expect(!wasCancelled || model.round.cancelling != nil)
        #expect(!wasCancelled || traffic.startedAfterCancelling < project.limits.total)
        var mustRun = false
        let hasStopped = model.round.failsFast && ends.values.contains { !$0.isGood }
        for place in project.steps {
            let fate = model.fate(of: place)
            // With nothing to do, what an effect made before stands, though it has nothing to do itself.
            let end = result.run == nil && fate == .idle && ends[place] == .fresh ? .idle : ends[place] ?? .idle
            mustRun = mustRun || fate == .runs || fate == .idle && model.mustForget(place)
            let failures = model.failures(for: place)
            let fits = fits(end, fate, fails: model.round.failing.contains(place))
            let isCutOff = end == .cancelled || hasStopped && end.isStopped
            #expect(fits || isCutOff, "\(place) ended \(end), not as \(fate)")
            // Who takes a failure is told of it, even where the first one stops all.
            #expect(
                !end.isStopped || failures.isEmpty || model.hasWaited(place), "\(place) was not told of \(failures)")
            if let told = traffic.told[place] {
                let expected = failures.map { ("k\($0.plugin.dropFirst())", $1.plugin) }
                #expect(told == Dictionary(uniqueKeysWithValues: expected), "\(place)")
            }
            model.end(place, end, hasStarted: traffic.started.contains(place))
        }
        #expect(mustRun == (result.run != nil))
    }

    private func fits(_ end: EngineModel.End, _ fate: EngineModel.Fate, fails: Bool) -> Bool {
        switch (fate, end) {
        case (.idle, .idle), (.stands, .fresh): true
        case (.runs, .done): !fails
        case (.runs, .failed): fails
        case (.blocked(let causes), .blocked(let cause)): causes.contains(cause)
        default: false
        }
    }

    private func ends(of result: RunResult) -> [Place: EngineModel.End] {
        let ends = result.steps.map { step in
            let end: EngineModel.End =
                switch step.outcome {
                case .done: .done
                case .fresh: .fresh
                case .failed: .failed
                case .cancelled: .cancelled
                case .idle: .idle
                case .blocked(let cause): .blocked(cause)
                case .adopted, .removed, .forgotten, .looked: .blocked("another end")
                }
            return (Place(stack: step.name.stack, plugin: step.name.plugin), end)
        }
        return Dictionary(ends) { _, _ in .blocked("two ends") }
    }

    /// How a step ends in an order that the model takes for itself.
    private func end(_ fate: EngineModel.Fate, _ place: Place, _ round: RandomRound) -> EngineModel.End {
        switch fate {
        case .idle: .idle
        case .stands: .fresh
        case .blocked(let causes): .blocked(causes[0])
        case .runs: round.failing.contains(place) ? .failed : .done
        }
    }

    private func words(
        _ fate: EngineModel.Fate, _ model: EngineModel, _ place: Place, _ project: RandomProject
    ) -> String {
        let isTold = !model.failures(for: place).isEmpty
        let standsBy = project.descriptor(of: place)?.standsBy != nil
        let kind = (isTold ? ["told"] : []) + (standsBy ? ["standing by"] : [])
        let what =
            switch fate {
            case .idle: "idle"
            case .stands: "stands"
            case .blocked: "blocked"
            case .runs: model.round.failing.contains(place) ? "fails" : "runs"
            }
        return "\(kind.isEmpty ? "any step" : kind.joined(separator: " and ")): \(what)"
    }
}
