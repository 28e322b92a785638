import RecuaCore
import Testing

@testable import RecuaCLI

@Suite struct PlainLogTests {
    private let start = ContinuousClock.now
    private let name = Event.StepName(stack: "chat", plugin: "fetch", kind: .model)

    @Test func `a step that transfers gives a sign of life every half minute, and one that is quick none`() {
        var log = PlainLog(style: TextStyle(isColored: false), width: 12)
        #expect(log.take(.stepStarted(name, reasons: []), at: start).isEmpty)
        #expect(log.take(progress(0), at: start).isEmpty)
        #expect(log.take(progress(10_000_000), at: start + .seconds(29)).isEmpty)
        #expect(
            log.take(progress(15_000_000), at: start + .seconds(30))
                == ["· chat/fetch    download  15.0 MB of 60.0 MB  25 %  500.0 kB/s  1 min 30 s left"]
        )
        #expect(log.take(progress(16_000_000), at: start + .seconds(31)).isEmpty)
        #expect(log.take(progress(30_000_000), at: start + .seconds(61)).count == 1)
    }

    @Test func `every end of a step has its line, but for what did not have to run`() {
        var log = PlainLog(style: TextStyle(isColored: false), width: 12)
        let outcomes: [(StepResult.Outcome, [String])] = [
            (.done(["files": []]), ["✓ chat/fetch    model  1.5 s"]),
            (.fresh([:]), []),
            (.adopted([:]), ["✓ chat/fetch    model  found finished"]),
            (.failed([Diagnostic("fetch.refused", "the server\nrefused")]), ["✗ chat/fetch    the server refused  1.5 s"]),
            (.cancelled, ["– chat/fetch    cancelled"]),
            (.blocked(by: "wheel"), ["– chat/fetch    not run: wheel did not finish"]),
        ]
        for (outcome, lines) in outcomes {
            let result = StepResult(name: name, outcome: outcome, duration: .milliseconds(1500))
            #expect(log.take(.stepFinished(name, result), at: start) == lines)
        }
    }

    @Test func `warnings are told as they come, lesser messages are not`() {
        var log = PlainLog(style: TextStyle(isColored: false), width: 12)
        #expect(log.take(.stepLog(name, level: .info, message: "hello"), at: start).isEmpty)
        #expect(log.take(.stepLog(name, level: .error, message: "one\ntwo"), at: start) == ["error: chat/fetch: one\n  two"])
    }

    private func progress(_ done: Int64) -> Event {
        .stepProgress(name, phase: "download", done: done, total: 60_000_000, unit: .bytes)
    }
}
