import RecuaCore
import Testing

@testable import RecuaCLI

@Suite struct PlainLogTests {
    private let start = ContinuousClock.now
    private let name = Event.StepName(stack: "chat", plugin: "fetch", kind: "toy")

    @Test func `a step that transfers gives a sign of life every half minute, and one that is quick none`() {
        var log = log()
        var told = log.take(.stepStarted(name, reasons: []), at: start)
        told += log.take(progress(0), at: start)
        told += log.take(progress(10_000_000), at: start + .seconds(29))
        told += log.beat(at: start + .seconds(29))
        #expect(told.isEmpty)
        told += log.take(progress(15_000_000), at: start + .seconds(30))
        told += log.beat(at: start + .seconds(30))
        #expect(told == ["· chat/fetch    download  15.0 MB of 60.0 MB  25 %  500.0 kB/s  1 min 30 s left"])
        told += log.beat(at: start + .seconds(31))
        #expect(told.count == 1)
        told += log.beat(at: start + .seconds(60))
        #expect(told.count == 2)
    }

    @Test func `a step that says nothing gives a sign of life too, with its last words`() {
        var log = log()
        _ = log.take(.stepStarted(name, reasons: []), at: start)
        let silent = log.beat(at: start + .seconds(30))
        #expect(silent == ["· chat/fetch    …  30.0 s"])
        _ = log.take(.stepLog(name, level: .info, message: "installing\nthe engine"), at: start + .seconds(31))
        _ = log.take(.stepLog(name, level: .debug, message: "noise"), at: start + .seconds(31))
        let spoken = log.beat(at: start + .seconds(60))
        #expect(spoken == ["· chat/fetch    the engine  1 min 00 s"])
        _ = log.take(.stepFinished(name, StepResult(name: name, outcome: .cancelled)), at: start)
        let after = log.beat(at: start + .seconds(120))
        #expect(after.isEmpty)
    }

    @Test func `many steps share one sign of life`() {
        var log = log()
        let names = (0..<64).map { Event.StepName(stack: "s\($0)", plugin: "fetch", kind: "toy") }
        let outline = RunOutline(run: 1, command: "recua up", steps: names.map { RunOutline.Step($0) })
        _ = log.take(.runStarted(outline), at: start)
        for name in names { _ = log.take(.stepStarted(name, reasons: []), at: start) }
        for name in names.prefix(30) {
            let result = StepResult(name: name, outcome: .fresh([:]), duration: .seconds(1))
            _ = log.take(.stepFinished(name, result), at: start)
        }
        let told = log.beat(at: start + .seconds(30)) + log.beat(at: start + .seconds(31))
        #expect(told == ["· 34 steps running  30 of 64 steps"])
    }

    @Test func `every end of a step has its line, but for what did not have to run`() {
        var log = log()
        let outcomes: [(StepResult.Outcome, [String])] = [
            (.done([:]), ["✓ chat/fetch    toy  1.5 s"]),
            (.fresh([:]), []),
            (.adopted([:]), ["✓ chat/fetch    toy  found finished"]),
            (.removed([:]), ["✓ chat/fetch    removed  1.5 s"]),
            (.forgotten([:], because: "it is in `/b`"), ["– chat/fetch    left alone: it is in `/b`"]),
            (
                .failed([Diagnostic("fetch.refused", "the server\nrefused")]),
                ["✗ chat/fetch    the server refused  1.5 s"]
            ),
            (.cancelled, ["– chat/fetch    cancelled"]),
            (.blocked(by: "wheel"), ["– chat/fetch    not run: wheel did not finish"]),
            (.looked(.known), []), (.looked(.absent), []), (.looked(.left([])), []),
            (.looked(.conflict([[:]], recorded: nil)), ["✗ chat/fetch    more than one says it is this"]),
        ]
        for (outcome, lines) in outcomes {
            let result = StepResult(name: name, outcome: outcome, duration: .milliseconds(1500))
            let told = log.take(.stepFinished(name, result), at: start)
            #expect(told == lines)
        }
    }

    @Test func `the end of a step says what the step wants to be said, once`() {
        var log = log()
        _ = log.take(.stepLog(name, level: .notice, message: "98.4 MB sent in 2 blobs"), at: start)
        _ = log.take(.stepLog(name, level: .notice, message: "1 mounted"), at: start)
        let result = StepResult(name: name, outcome: .done([:]), duration: .milliseconds(1500))
        let told = log.take(.stepFinished(name, result), at: start)
        #expect(told == ["✓ chat/fetch    toy; 98.4 MB sent in 2 blobs; 1 mounted  1.5 s"])
        let again = log.take(.stepFinished(name, result), at: start)
        #expect(again == ["✓ chat/fetch    toy  1.5 s"])
    }

    @Test func `warnings are told as they come, lesser messages are not`() {
        var log = log()
        var told = log.take(.stepLog(name, level: .info, message: "hello"), at: start)
        told += log.take(.stepLog(name, level: .error, message: "one\ntwo"), at: start)
        #expect(told == ["error: chat/fetch: one\n  two"])
    }

    private func log() -> PlainLog { PlainLog(style: TextStyle(isColored: false), width: 12) }

    private func progress(_ done: Int64) -> Event {
        .stepProgress(name, phase: "download", done: done, total: 60_000_000, unit: .bytes)
    }
}
