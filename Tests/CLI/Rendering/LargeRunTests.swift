import RecuaCore
import Testing

@testable import RecuaCLI

/// The live view of a run of a thousand stacks.
@Suite struct LargeRunTests {
    private let start = ContinuousClock.now
    private let plugins = ["fetch", "image", "publish", "template", "lambda"]

    @Test(
        arguments: [
            (
                80, 14,
                """
                ✗ s000/image       the disk is full
                ✗ s001/image       the disk is full
                ✗ … and 3 more failed
                  s010/fetch       download  50.0 MB of 100.0 MB  50 %  25.0 MB/s  2.0 s left
                  s011/fetch       download  50.0 MB of 100.0 MB  50 %  25.0 MB/s  2.0 s left
                  s012/fetch       download  50.0 MB of 100.0 MB  50 %  25.0 MB/s  2.0 s left
                  s013/fetch       …  2.0 s
                  s014/fetch       …  2.0 s
                  … and 5 more running
                  0 stacks done, 5 failed, 10 running, 985 waiting
                  10 of 5000 steps  0 %  75.0 MB/s
                """
            ),
            (
                40, 8,
                """
                ✗ 5 failed
                  s010/fetch       50 %  2.0 s left
                  … and 9 more running
                  0 stacks done, 5 failed, 10 running,…
                  10 of 5000 steps  0 %  75.0 MB/s
                """
            ),
            (
                20, 3,
                """
                  0 stacks done, 5…
                  10 of 5000 steps
                """
            ),
        ] as [(Int, Int, String)]
    )
    func `counts, what runs and what failed share the terminal`(columns: Int, rows: Int, frame: String) {
        var screen = screen()
        fail(5, in: &screen)
        begin(10..<20, in: &screen)
        for number in 10..<13 { transfer(number, in: &screen) }
        let shown = screen.frame(columns: columns, rows: rows, at: start + .seconds(2))
        #expect(shown == frame + "\n")
    }

    @Test(arguments: [1, 2, 3, 4, 6, 10, 24, 60, 200], [10, 20, 40, 80, 200])
    func `no frame is larger than the terminal`(rows: Int, columns: Int) {
        var screen = screen()
        fail(100, in: &screen)
        begin(100..<300, in: &screen)
        let lines = screen.frame(columns: columns, rows: rows, at: start).split(separator: "\n")
        #expect(lines.count <= max(1, rows - 1))
        #expect(lines.allSatisfy { DisplayText.width(String($0)) < columns })
    }

    @Test func `a tall terminal is used, but for a few lines`() {
        var screen = screen()
        begin(0..<200, in: &screen)
        let lines = screen.frame(columns: 80, rows: 60, at: start).split(separator: "\n")
        #expect(lines.count == 57 && lines[54] == "  … and 146 more running")
    }

    @Test func `what was cancelled or never begun has not failed`() {
        var screen = screen()
        fail(1, in: &screen)
        for number in 1...3 {
            let outcome: StepResult.Outcome = number == 1 ? .cancelled : .blocked(by: "s000/image")
            let name = name(number, "fetch")
            screen.take(.stepFinished(name, StepResult(name: name, outcome: outcome)), at: start)
        }
        let shown = screen.frame(columns: 80, rows: 14, at: start)
        #expect(shown.contains("  0 stacks done, 1 failed, 3 not finished, 996 waiting\n"), "\(shown)")
    }

    @Test func `no step and no stack leaves a line behind`() {
        var screen = screen()
        var text = ""
        for number in 0..<1000 {
            for plugin in plugins {
                let name = name(number, plugin)
                screen.take(.stepStarted(name, reasons: []), at: start)
                screen.take(.stepFinished(name, StepResult(name: name, outcome: .done([:]))), at: start)
            }
            text += screen.frame(columns: 80, rows: 24, at: start)
        }
        text += screen.close(columns: 80, rows: 24)
        var terminal = TerminalModel(columns: 80)
        terminal.feed(text)
        #expect(terminal.lines.isEmpty)
    }

    @Test func `a warning of every stack is told once, and those beyond a number are counted`() {
        var screen = screen()
        begin(0..<100, in: &screen)
        for number in 0..<100 {
            screen.take(.stepLog(name(number, "fetch"), level: .warning, message: "the licence is unknown"), at: start)
        }
        for number in 0..<100 {
            screen.take(.stepLog(name(number, "fetch"), level: .warning, message: "odd \(number)"), at: start)
        }
        let frame = screen.frame(columns: 80, rows: 24, at: start)
        #expect(frame.split(separator: "\n").count { $0.contains("warning: ") } == LiveScreen.mostWarnings)
        #expect(frame.hasSuffix("  0 of 5000 steps  0 %  180 more warnings\n"))
    }

    @Test func `a large plan of which little must run is shown as a small one`() {
        var screen = LiveScreen(style: TextStyle(isColored: false), width: 10)
        let steps = (0..<1000).map { RunOutline.Step(name($0, "fetch"), isFresh: $0 > 2) }
        screen.take(.runStarted(RunOutline(run: 1, command: "recua up", steps: steps)), at: start)
        let result = StepResult(name: name(0, "fetch"), outcome: .done([:]), duration: .seconds(1))
        screen.take(.stepFinished(name(0, "fetch"), result), at: start)
        let frame = screen.frame(columns: 80, rows: 24, at: start)
        #expect(frame == "✓ s000/fetch  toy  1.0 s\n")
    }

    @Test func `the marks of failures are red, and nothing else is coloured`() {
        var screen = screen(isColored: true)
        fail(1, in: &screen)
        let frame = screen.frame(columns: 80, rows: 24, at: start)
        #expect(frame.hasPrefix("\u{1B}[31m✗ \u{1B}[0ms000/image       the disk is full\n"))
        #expect(frame.split(separator: "\u{1B}").count == 2)
    }

    private func screen(isColored: Bool = false) -> LiveScreen {
        var screen = LiveScreen(style: TextStyle(isColored: isColored), width: 15)
        let steps = (0..<1000).flatMap { number in plugins.map { RunOutline.Step(name(number, $0)) } }
        screen.take(.runStarted(RunOutline(run: 1, command: "recua up", steps: steps)), at: start)
        return screen
    }

    private func name(_ number: Int, _ plugin: String) -> Event.StepName {
        let digits = String(number)
        let stack = "s\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)"
        return Event.StepName(stack: stack, plugin: plugin, kind: "toy")
    }

    private func begin(_ numbers: Range<Int>, in screen: inout LiveScreen) {
        for number in numbers { screen.take(.stepStarted(name(number, "fetch"), reasons: []), at: start) }
    }

    private func transfer(_ number: Int, in screen: inout LiveScreen) {
        for (done, time) in [(0, 0), (50_000_000, 2)] as [(Int64, Int)] {
            screen.take(
                .stepProgress(name(number, "fetch"), phase: "download", done: done, total: 100_000_000, unit: .bytes),
                at: start + .seconds(time))
        }
    }

    private func fail(_ count: Int, in screen: inout LiveScreen) {
        for number in 0..<count {
            let fetched = name(number, "fetch")
            screen.take(.stepFinished(fetched, StepResult(name: fetched, outcome: .done([:]))), at: start)
            let failed = StepResult(
                name: name(number, "image"), outcome: .failed([Diagnostic("toy.full", "the disk is full")]))
            screen.take(.stepFinished(failed.name, failed), at: start)
        }
    }
}
