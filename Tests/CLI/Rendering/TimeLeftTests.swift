import RecuaCore
import Testing

@testable import RecuaCLI

@Suite struct TimeLeftTests {
    private let start = ContinuousClock.now

    @Test func `steps that never ran are judged by those of their plugin that have`() {
        var left = timeLeft(100, expected: nil)
        end(0..<20, took: .seconds(2), in: &left)
        // Twenty steps in ten seconds: the eighty others take forty.
        #expect(left.duration(at: start + .seconds(10)) == .seconds(40))
        #expect(left.text(at: start + .seconds(10)) == "about 40 s left")
    }

    @Test func `what a step took the last time counts, not how many there are`() {
        let quick = (0..<90).map { RunOutline.Step(name($0), expected: .seconds(1)) }
        let slow = (90..<100).map { RunOutline.Step(name($0), expected: .seconds(60)) }
        var left = TimeLeft()
        left.take(.runStarted(RunOutline(run: 1, command: "recua up", steps: quick + slow)), at: start)
        end(0..<90, took: .seconds(1), in: &left)
        #expect(left.duration(at: start + .seconds(90)) == .seconds(600))
        #expect(left.text(at: start + .seconds(90)) == "about 10 min left")
    }

    @Test func `fresh steps and those that could not run take no time`() {
        var left = TimeLeft()
        let steps = (0..<100).map { RunOutline.Step(name($0), isFresh: $0 >= 40) }
        left.take(.runStarted(RunOutline(run: 1, command: "recua up", steps: steps)), at: start)
        end(0..<20, took: .seconds(1), in: &left)
        for number in 20..<30 {
            left.take(
                .stepFinished(name(number), StepResult(name: name(number), outcome: .blocked(by: "x"))), at: start)
        }
        #expect(left.duration(at: start + .seconds(20)) == .seconds(10))
    }

    @Test func `nothing is said once nothing more is to be started`() {
        var left = timeLeft(100, expected: nil)
        end(0..<20, took: .seconds(2), in: &left)
        left.stop()
        #expect(left.duration(at: start + .seconds(10)) == nil)
    }

    @Test func `nothing is said before it can be believed`() {
        var left = timeLeft(1000, expected: nil)
        end(0..<9, took: .seconds(1), in: &left)
        #expect(left.duration(at: start + .seconds(60)) == nil, "few steps")
        end(9..<40, took: .seconds(1), in: &left)
        #expect(left.duration(at: start + .seconds(60)) == nil, "a small part")
        end(40..<60, took: .seconds(1), in: &left)
        #expect(left.duration(at: start + .seconds(4)) == nil, "no time")
        #expect(left.duration(at: start + .seconds(60)) == .seconds(940))
    }

    @Test func `nothing is said while a plugin that has a lot to do has never run`() {
        var left = TimeLeft()
        let others = (0..<50).map { RunOutline.Step(.init(stack: "s\($0)", plugin: "smoke", kind: "report")) }
        let steps = (0..<50).map { RunOutline.Step(name($0)) }
        left.take(.runStarted(RunOutline(run: 1, command: "recua up", steps: steps + others)), at: start)
        end(0..<50, took: .seconds(1), in: &left)
        #expect(left.duration(at: start + .seconds(50)) == nil)
    }

    @Test(arguments: [(3.0, "3 s"), (0.2, "1 s"), (41, "40 s"), (56, "1 min"), (720, "12 min"), (12_100, "3 h 20 min")])
    func `an estimate is not more exact than it is`(seconds: Double, text: String) {
        #expect(Quantity.roughly(.seconds(seconds)) == text)
    }

    @Test func `the rate is that of the last seconds, over all transfers`() throws {
        var rate = TransferRate()
        for second in 0...20 {
            for number in 0..<2 {
                let done = Int64(second) * (second < 10 ? 1_000_000 : 3_000_000)
                rate.take(
                    .stepProgress(name(number), phase: "p", done: done, total: nil, unit: .bytes),
                    at: start + .seconds(second))
            }
        }
        // A sample may lie between the words of two transfers.
        let now = try #require(rate.perSecond(at: start + .seconds(20)))
        #expect((6_000_000...6_700_000).contains(now))
        #expect(rate.text(at: start + .seconds(40)) == nil)
    }

    @Test func `a resumed transfer counts from where it goes on`() {
        var rate = TransferRate()
        for (second, done) in [(0, 900_000_000), (2, 902_000_000)] as [(Int, Int64)] {
            rate.take(
                .stepProgress(name(0), phase: "p", done: done, total: nil, unit: .bytes), at: start + .seconds(second))
        }
        #expect(rate.perSecond(at: start + .seconds(2)) == 1_000_000)
    }

    private func timeLeft(_ count: Int, expected: Duration?) -> TimeLeft {
        var left = TimeLeft()
        let steps = (0..<count).map { RunOutline.Step(name($0), expected: expected) }
        left.take(.runStarted(RunOutline(run: 1, command: "recua up", steps: steps)), at: start)
        return left
    }

    private func end(_ numbers: Range<Int>, took: Duration, in left: inout TimeLeft) {
        for number in numbers {
            let result = StepResult(name: name(number), outcome: .done([:]), duration: took)
            left.take(.stepFinished(name(number), result), at: start)
        }
    }

    private func name(_ number: Int) -> Event.StepName {
        Event.StepName(stack: "s\(number)", plugin: "image", kind: .image)
    }
}
