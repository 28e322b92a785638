import RecuaCore
import Testing

@testable import RecuaCLI

@Suite struct PlainLogTests {
    private let start = ContinuousClock.now
    private let name = Event.StepName(stack: "chat", plugin: "fetch", kind: "toy")

    @Test func `a step that transfers gives a sign of life every half minute, and one that is quick none`() {
        var log = PlainLog(style: TextStyle(isColored: false), width: 12)
        var told = log.take(.stepStarted(name, reasons: []), at: start)
        told += log.take(progress(0), at: start)
        told += log.take(progress(10_000_000), at: start + .seconds(29))
        #expect(told.isEmpty)
        told += log.take(progress(15_000_000), at: start + .seconds(30))
        #expect(told == ["· chat/fetch    download  15.0 MB of 60.0 MB  25 %  500.0 kB/s  1 min 30 s left"])
        told += log.take(progress(16_000_000), at: start + .seconds(31))
        #expect(told.count == 1)
        told += log.take(progress(30_000_000), at: start + .seconds(61))
        #expect(told.count == 2)
    }

    @Test func `every end of a step has its line, but for what did not have to run`() {
        var log = PlainLog(style: TextStyle(isColored: false), width: 12)
        let outcomes: [(StepResult.Outcome, [String])] = [
            (.done([:]), ["✓ chat/fetch    toy  1.5 s"]),
            (.fresh([:]), []),
            (.adopted([:]), ["✓ chat/fetch    toy  found finished"]),
            (
                .failed([Diagnostic("fetch.refused", "the server\nrefused")]),
                ["✗ chat/fetch    the server refused  1.5 s"]
            ),
            (.cancelled, ["– chat/fetch    cancelled"]),
            (.blocked(by: "wheel"), ["– chat/fetch    not run: wheel did not finish"]),
        ]
        for (outcome, lines) in outcomes {
            let result = StepResult(name: name, outcome: outcome, duration: .milliseconds(1500))
            let told = log.take(.stepFinished(name, result), at: start)
            #expect(told == lines)
        }
    }

    @Test func `warnings are told as they come, lesser messages are not`() {
        var log = PlainLog(style: TextStyle(isColored: false), width: 12)
        var told = log.take(.stepLog(name, level: .info, message: "hello"), at: start)
        told += log.take(.stepLog(name, level: .error, message: "one\ntwo"), at: start)
        #expect(told == ["error: chat/fetch: one\n  two"])
    }

    private func progress(_ done: Int64) -> Event {
        .stepProgress(name, phase: "download", done: done, total: 60_000_000, unit: .bytes)
    }
}
