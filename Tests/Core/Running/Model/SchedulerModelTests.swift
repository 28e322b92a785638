import RecuaTestSupport
import Testing

@testable import RecuaCore

/// The scheduler against a model of what it promises, on random plans: the same ones in every run.
///
/// `RECUA_CASES=100000` plays more of them, `RECUA_SEED=7` plays one.
struct SchedulerModelTests {
    @Test func `needs, limits and the plan's order hold at every moment, and every step comes to its end`() {
        for seed in Seeds.chosen(usually: 2_000) {
            let play = SchedulerCase(seed: seed)
            guard !SchedulerDrill.complaints(play).isEmpty else { continue }
            let smallest = play.shrunk { !SchedulerDrill.complaints($0).isEmpty }
            Issue.record("seed \(seed): \(SchedulerDrill.complaints(smallest)) in\n\(smallest)")
            return
        }
    }

    @Test func `equal runs with one worker hand out the same steps, in the order of the plan`() {
        for seed in Seeds.chosen(usually: 200) {
            var play = SchedulerCase(seed: seed)
            play.limits = Limits(jobs: 1)
            var (one, other) = (SchedulerDrill(play), SchedulerDrill(play))
            one.run()
            other.run()
            #expect(one.order == other.order && one.order == one.order.sorted(), "seed \(seed)")
        }
    }

    @Test func `the random plans have all that can happen in them`() {
        let plays = (0..<500).map { SchedulerCase(seed: $0) }
        #expect(plays.contains { $0.stacks.isEmpty } && plays.contains { $0.stacks.contains(where: \.isEmpty) })
        #expect(Set(plays.flatMap { $0.stacks.flatMap { $0.map(\.ending) } }) == Set(SchedulerCase.Ending.allCases))
        let cancelled = plays.filter { play in
            var drill = SchedulerDrill(play)
            drill.run()
            return drill.order.count < play.places.count && play.stopsAfter != nil
        }
        #expect(cancelled.count > 50 && cancelled.contains(where: \.failsFast))
        #expect(plays.contains { $0.limits.total == .max } && plays.contains { $0.limits.total == 1 })
    }

    @Test func `in the random plans, steps are told of failures, stand by in vain, and fail themselves`() {
        var seen: Set<String> = []
        for play in (0..<500).map({ SchedulerCase(seed: $0) }) {
            var drill = SchedulerDrill(play)
            drill.run()
            seen.formUnion(drill.told.map { "\($0.standsBy == nil ? "told" : "stood by"), \($0.ending)" })
            if play.failsFast, !drill.told.isEmpty { seen.insert("told after a stop") }
            if drill.isIdle { seen.insert("idle") }
        }
        let endings = SchedulerCase.Ending.allCases.flatMap { ["told, \($0)", "stood by, \($0)"] }
        #expect(seen.isSuperset(of: endings + ["told after a stop", "idle"]))
    }

    @Test func `a case shrinks to the little that makes it bad`() throws {
        func isBad(_ play: SchedulerCase) -> Bool {
            play.stacks.contains { $0.contains { $0.ending == .failed && !$0.needs.isEmpty } }
        }
        let play = try #require((0..<100).map { SchedulerCase(seed: $0) }.first { isBad($0) && $0.stacks.count > 3 })
        let smallest = play.shrunk(while: isBad)
        #expect(smallest.places.count == 2 && smallest.stacks.count == 1 && smallest.order == 0)
        #expect(smallest.stacks[0][1].needs == [0] && smallest.limits == Limits(jobs: 1))
    }

    @Test func `the model finds out a scheduler that breaks a law`() {
        let first = SchedulerCase.Step(needs: [], work: .compute, ending: .failed)
        let second = SchedulerCase.Step(needs: [0], work: .effect, ending: .done)
        let play = SchedulerCase(
            stacks: [[first, second], [first, second]], limits: Limits(jobs: 1), failsFast: true, order: 0)
        func complaint(_ change: (inout SchedulerCase) -> Void) -> String {
            var told = play
            change(&told)
            return SchedulerDrill.complaints(play, told: told).first ?? ""
        }
        #expect(complaint { _ in }.isEmpty)
        #expect(complaint { $0.limits = Limits(jobs: 2) }.contains("beyond the limits"))
        #expect(complaint { $0.failsFast = false }.contains("after a stop"))
        #expect(complaint { $0.stacks[0][1].takes = [0] }.contains("blocks"))
        #expect(complaint { ($0.stacks[0][0].needs, $0.stacks[0][1].needs) = ([1], []) }.contains("what it needs"))
    }

    @Test func `ten thousand stacks that become ready faster than they are taken all run`() {
        let steps: [SchedulerCase.Step] = [
            .init(needs: [], work: .network, ending: .done), .init(needs: [0], work: .compute, ending: .done),
        ]
        let limits = Limits(network: 10_000, compute: 1)
        var scheduler = Scheduler(
            SchedulerCase(
                stacks: Array(repeating: steps, count: 10_000), limits: limits, failsFast: false, order: 0
            ).plan, limits: limits, failsFast: false
        )
        var running: [Scheduler.Index] = []
        var count = 0
        repeat {
            while let index = scheduler.next() { running.append(index) }
            count += running.count
            for index in running {
                _ = scheduler.finish(index, StepResult(name: scheduler.name(index), outcome: .done(.null)))
            }
            running = []
            // The first round fetches all; from then on one image at a time is taken.
        } while count < 10_000 + 100
        #expect(scheduler.all.count { $0.artifact != nil } == count)
    }
}
