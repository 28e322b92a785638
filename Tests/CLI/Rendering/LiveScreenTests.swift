import RecuaCore
import Testing

@testable import RecuaCLI

@Suite struct LiveScreenTests {
    private let start = ContinuousClock.now

    @Test(
        arguments: [
            (
                40,
                """
                  chat/fetch  45 %  2.4 s left
                  chat/image  …  2.0 s
                  0 of 8 steps
                """
            ),
            (
                24,
                """
                  chat/fetch  45 %
                  chat/image  …  2.0 s
                  0 of 8 steps
                """
            ),
            (
                80,
                """
                  chat/fetch  download  45.1 MB of 98.4 MB  45 %  22.6 MB/s  2.4 s left
                  chat/image  …  2.0 s
                  0 of 8 steps
                """
            ),
            (
                200,
                """
                  chat/fetch  download  45.1 MB of 98.4 MB  45 %  22.6 MB/s  2.4 s left
                  chat/image  …  2.0 s
                  0 of 8 steps
                """
            ),
        ]
    )
    func `a frame shows the running steps, and of each what fits the width`(columns: Int, frame: String) {
        var screen = screen()
        screen.take(.stepStarted(name("fetch"), reasons: []), at: start)
        screen.take(.stepStarted(name("image"), reasons: []), at: start)
        screen.take(progress(0, 98_400_000), at: start)
        screen.take(progress(45_100_000, 98_400_000), at: start + .seconds(2))
        let shown = screen.frame(columns: columns, rows: 24, at: start + .seconds(2))
        #expect(shown == frame + "\n")
    }

    @Test func `a step that took long the last time says how long`() {
        let step = RunOutline.Step(name("image"), expected: .seconds(90))
        var screen = LiveScreen(style: TextStyle(isColored: false), width: 10)
        screen.take(.runStarted(RunOutline(run: 1, command: "recua up", steps: [step])), at: start)
        screen.take(.stepStarted(name("image"), reasons: []), at: start)
        screen.take(.stepLog(name("image"), level: .info, message: "laying out"), at: start)
        let frame = screen.frame(columns: 80, rows: 24, at: start + .seconds(12))
        #expect(frame == "  chat/image  laying out  12.0 s, the last time 1 min 30 s\n  0 of 1 step\n")
    }

    @Test func `the end of a step says what the step wants to be said`() {
        var screen = screen()
        screen.take(.stepStarted(name("push"), reasons: []), at: start)
        screen.take(.stepLog(name("push"), level: .notice, message: "98.4 MB sent, 1 mounted"), at: start)
        let result = StepResult(name: name("push"), outcome: .done([:]), duration: .seconds(3))
        screen.take(.stepFinished(name("push"), result), at: start)
        let frame = screen.frame(columns: 40, rows: 24, at: start)
        #expect(frame == "✓ chat/push   toy; 98.4 MB sent, 1 mounted  3.0 s\n")
    }

    @Test func `the next frame erases exactly the lines of the last, and what has finished scrolls up`() {
        var screen = screen()
        screen.take(.stepStarted(name("fetch"), reasons: []), at: start)
        screen.take(.stepStarted(name("image"), reasons: []), at: start)
        _ = screen.frame(columns: 80, rows: 24, at: start)
        screen.take(.stepFinished(name("fetch"), StepResult(name: name("fetch"), outcome: .cancelled)), at: start)
        _ = screen.say("stopping")
        let erased = "\r\u{1B}[3A\u{1B}[K\n\u{1B}[K\n\u{1B}[K\n\u{1B}[K\r\u{1B}[3A"
        let expected = erased + "– chat/fetch  cancelled\nstopping\n  chat/image  …  0.0 s\n  1 of 8 steps\n"
        let frame = screen.frame(columns: 80, rows: 24, at: start)
        #expect(frame == expected)
        let last = screen.close(columns: 80, rows: 24)
        #expect(last == "\r\u{1B}[2A\u{1B}[K\n\u{1B}[K\n\u{1B}[K\r\u{1B}[2A")
    }

    @Test func `a frame that changes nothing is empty, and so is every frame after the end`() {
        var screen = screen()
        screen.take(.stepStarted(name("fetch"), reasons: []), at: start)
        let frames = [0, 10].map { screen.frame(columns: 80, rows: 24, at: start + .milliseconds($0)) }
        #expect(!frames[0].isEmpty && frames[1].isEmpty)
        let wider = screen.frame(columns: 90, rows: 24, at: start)
        #expect(wider.hasPrefix("\r\u{1B}[2A  chat/fetch"), "a terminal of another size may have moved the lines")
        _ = screen.close(columns: 80, rows: 24)
        screen.take(.stepStarted(name("image"), reasons: []), at: start)
        let after = screen.frame(columns: 80, rows: 24, at: start)
        #expect(after.isEmpty)
        let isSaid = screen.say("nobody would see this")
        #expect(!isSaid)
    }

    @Test func `what a shell wrote while the job was stopped is left alone`() {
        var screen = screen()
        screen.take(.stepStarted(name("fetch"), reasons: []), at: start)
        _ = screen.frame(columns: 80, rows: 24, at: start)
        screen.lose()
        let frame = screen.frame(columns: 80, rows: 24, at: start)
        #expect(frame == "  chat/fetch  …  0.0 s\n  0 of 8 steps\n")
    }

    @Test func `on a terminal that has become smaller as much is erased as is in sight`() {
        var screen = screen()
        for number in 0..<6 { screen.take(.stepStarted(name("step-\(number)"), reasons: []), at: start) }
        _ = screen.frame(columns: 80, rows: 24, at: start)
        let last = screen.close(columns: 8, rows: 4)
        #expect(last == "\r\u{1B}[3A\u{1B}[K\n\u{1B}[K\n\u{1B}[K\n\u{1B}[K\r\u{1B}[3A")
    }

    @Test func `what a plugin says cannot move the cursor`() {
        var screen = screen()
        screen.take(.stepStarted(name("fetch"), reasons: []), at: start)
        screen.take(.stepLog(name("fetch"), level: .info, message: "one\n\u{1B}[2Jtwo\tthree\r"), at: start)
        let noted = screen.frame(columns: 80, rows: 24, at: start)
        #expect(noted == "  chat/fetch  [2Jtwo three  0.0 s\n  0 of 8 steps\n")
        screen.take(.stepLog(name("fetch"), level: .warning, message: "a\u{1B}[5Ab"), at: start)
        let warned = screen.frame(columns: 80, rows: 24, at: start)
        #expect(warned.contains("warning: chat/fetch: a [5Ab\n"))
    }

    /// Random runs on terminals of random widths, which change now and then: afterwards the terminal shows what has
    /// finished, in order and once, and nothing else.
    @Test(arguments: 0..<60) func `nothing is left behind and nothing is lost`(seed: UInt64) {
        var random = Seeded(state: seed)
        var terminal = TerminalModel(columns: Int.random(in: 20...120, using: &random))
        var screen = screen()
        var said: [String] = []
        let names = ["fetch", "abbild", "模型服务器", "🚚 delivery", String(repeating: "long-", count: 12)]
        for turn in 0..<40 {
            let step = Event.StepName(stack: "s\(turn % 7)", plugin: names[turn % names.count], kind: .model)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: screen.take(.stepStarted(step, reasons: []), at: start)
            case 1:
                screen.take(
                    .stepLog(step, level: .info, message: "下载 \(turn) ⚠️ " + String(repeating: "é", count: turn)),
                    at: start)
            case 2: screen.take(.stepProgress(step, phase: "p", done: Int64(turn), total: nil, unit: .items), at: start)
            case 3 where turn % 3 == 0: terminal.resize(to: Int.random(in: 20...120, using: &random))
            default:
                said.append("line \(turn)")
                _ = screen.say("line \(turn)")
            }
            terminal.feed(screen.frame(columns: terminal.columns, rows: 24, at: start))
        }
        terminal.feed(screen.close(columns: terminal.columns, rows: 24))
        #expect(terminal.lines == said)
    }

    private func screen() -> LiveScreen {
        var screen = LiveScreen(style: TextStyle(isColored: false), width: 10)
        let steps = (0..<8).map { RunOutline.Step(name("step\($0)")) }
        screen.take(.runStarted(RunOutline(run: 1, command: "recua up", steps: steps)), at: start)
        return screen
    }

    private func name(_ plugin: String) -> Event.StepName {
        Event.StepName(stack: "chat", plugin: plugin, kind: "toy")
    }

    private func progress(_ done: Int64, _ total: Int64) -> Event {
        .stepProgress(name("fetch"), phase: "download", done: done, total: total, unit: .bytes)
    }
}

/// SplitMix64: the same numbers on every machine.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
