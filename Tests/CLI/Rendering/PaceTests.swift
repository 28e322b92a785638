import RecuaCore
import Synchronization
import Testing

@testable import RecuaCLI

/// What a terminal says while many stacks are looked at.
struct PaceTests {
    @Test(arguments: [
        (120, "Checking 412 of 1000 stacks"), (80, "Checking 412 of 1000 stacks"), (28, "Checking 412 of 1000 stacks"),
        (27, "412 of 1000 stacks"), (19, "412 of 1000 stacks"), (18, "412/1000"), (9, "412/1000"), (8, ""), (1, ""),
    ])
    func `it says what fits, and never fills the last column`(columns: Int, text: String) {
        #expect(PaceText(work: .checking, done: 412, total: 1000).text(columns: columns) == text)
    }

    @Test func `it says what is done for what`() {
        let texts = Pace.Work.allCases.map { PaceText(work: $0, done: 0, total: 1).text(columns: 80) }
        #expect(texts == ["Checking 0 of 1 stack", "Planning 0 of 1 stack", "Looking at 0 of 1 artifact"])
    }

    /// A terminal, and the line on it. Its own clock does not strike in time: the test draws.
    private final class Scene: Sendable {
        private let written = Mutex("")
        private let size = Mutex(40)

        var line: PaceLine { PaceLine(patience: .seconds(3600), columns: { self.size.withLock { $0 } }, write: write) }

        @Sendable func write(_ text: String) { written.withLock { $0 += text } }

        func resize(to columns: Int) { size.withLock { $0 = columns } }

        var text: String { written.withLock { $0 } }

        var lines: [String] {
            var terminal = TerminalModel(columns: 40)
            terminal.feed(text)
            return terminal.lines
        }
    }

    private let now = ContinuousClock.now

    @Test func `the line is drawn over itself, gives way to what is said, and is gone at the end`() {
        let scene = Scene()
        let line = scene.line
        line.hear(PaceText(work: .planning, done: 9, total: 10), at: now)
        line.draw()
        line.hear(PaceText(work: .planning, done: 3, total: 10), at: now)
        line.draw()
        #expect(scene.lines == ["Planning 3 of 10 stacks"])
        line.giveWay { scene.write("note: a message\n") }
        line.draw()
        #expect(scene.lines == ["note: a message", "Planning 3 of 10 stacks"])
        scene.resize(to: 10)
        line.draw()
        #expect(scene.lines == ["note: a message", "3/10"])
        line.hear(PaceText(work: .planning, done: 10, total: 10), at: now)
        line.draw()
        #expect(scene.lines == ["note: a message"])
    }

    @Test func `of works that go on side by side the last begun is told of, then the other`() {
        let scene = Scene()
        let line = scene.line
        line.hear(PaceText(work: .planning, done: 1, total: 9), at: now)
        line.hear(PaceText(work: .checking, done: 0, total: 1), at: now)
        line.hear(PaceText(work: .planning, done: 2, total: 9), at: now)
        line.draw()
        #expect(scene.lines == ["Checking 0 of 1 stack"])
        line.hear(PaceText(work: .checking, done: 1, total: 1), at: now)
        line.draw()
        #expect(scene.lines == ["Planning 2 of 9 stacks"])
        line.end()
        #expect(scene.lines == [])
    }

    @Test func `work that is over when it is first heard of draws nothing`() {
        let scene = Scene()
        let line = scene.line
        line.hear(PaceText(work: .looking, done: 0, total: 0), at: now)
        line.hear(PaceText(work: .planning, done: 5, total: 5), at: now)
        line.draw()
        line.giveWay {}
        line.end()
        #expect(scene.text == "")
    }

    @Test func `nothing is said into the line, however often it is drawn meanwhile`() async {
        let scene = Scene()
        let line = scene.line
        line.hear(PaceText(work: .planning, done: 3, total: 10), at: now)
        await withTaskGroup { group in
            group.addTask { for _ in 0..<500 { line.draw() } }
            group.addTask { for _ in 0..<500 { line.giveWay { scene.write("note\n") } } }
        }
        line.end()
        #expect(scene.lines == Array(repeating: "note", count: 500))
    }
}
