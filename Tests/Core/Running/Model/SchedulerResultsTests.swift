import Testing

@testable import RecuaCore

/// What is said of the steps that a run never came to.
struct SchedulerResultsTests {
    /// A step fails; of another stack nobody comes to the one that is up to date, to the one that stands by for it, and to
    /// the one that must run.
    private let play = SchedulerCase(
        stacks: [
            [.init(needs: [], work: .compute, ending: .failed)],
            [
                .init(needs: [], work: .compute, ending: .fresh),
                .init(needs: [0], takes: [0], standsBy: 0, work: .compute, ending: .done),
                .init(needs: [0], work: .compute, ending: .done), .init(needs: [2], work: .compute, ending: .fresh),
            ],
        ], limits: Limits(jobs: 1), failsFast: true, order: 0)

    private func outcomes(_ plan: Plan, isCancelled: Bool = false) throws -> [String] {
        var scheduler = Scheduler(plan, limits: play.limits, failsFast: true)
        let next = scheduler.next()
        let index = try #require(next)
        if isCancelled { scheduler.stop() }
        _ = scheduler.finish(index, StepResult(name: scheduler.name(index), outcome: .failed([])))
        return RunResult(steps: scheduler.all, duration: .zero).outcomes(of: "s1")
    }

    @Test func `what is up to date is fresh, and the rest is blocked or cancelled, also what is fresh behind it`()
        throws
    {
        #expect(try outcomes(play.plan) == ["fresh", "idle", "blocked by s0/p0", "blocked by s0/p0"])
        #expect(try outcomes(play.plan, isCancelled: true) == ["fresh", "idle", "cancelled", "cancelled"])
    }

    @Test func `what stands by has something to do where it has told of a failure that is past`() throws {
        var plan = play.plan
        plan.stacks[1].steps[1].record = plan.stacks[1].steps[0].record
        #expect(try outcomes(plan)[1] == "blocked by s0/p0")
    }
}
