import RecuaTestSupport
import Testing

@testable import RecuaCLI
@testable import RecuaCore

struct HistoryTextTests {
    private func list(_ status: StepRecord.Status, _ error: String? = nil, isAlive: Bool = false) -> String {
        let run = RunRecord(id: 1, command: "recua up", outcome: .open, started: "", ended: nil, author: RunAuthor())
        let step = PastStep(
            run: 1, stack: "a", plugin: "local", kind: .deployment, status: status, artifact: nil, error: error,
            reasons: [], log: nil, started: "", ended: nil, destroyed: nil)
        let text = HistoryText(style: TextStyle(isColored: false), now: "", folder: ".recua", isAlive: { _ in isAlive })
        return text.list([RunSummary(run: run, counts: [status: 1], stacks: ["a"], steps: [step])])
    }

    /// A run of two stacks, of which the second failed.
    private var failed: RunSummary {
        func step(_ stack: String, _ plugin: String, _ error: String? = nil, _ artifact: JSON? = nil) -> PastStep {
            PastStep(
                run: 12, stack: stack, plugin: plugin, kind: plugin == "hooks.warm" ? "hooks.warm" : .deployment,
                status: error == nil ? .done : .failed, artifact: artifact ?? (error == nil ? [:] : nil), error: error,
                reasons: [stack == "chat" ? "not run yet" : "section server.context: 2048 → 4096"],
                log: "logs/12/x.log",
                started: "2026-11-27T04:10:21.000Z", ended: "2026-11-27T04:10:22.000Z", destroyed: nil)
        }
        let run = RunRecord(
            id: 12, command: "recua up", outcome: .failed, started: "2026-11-27T04:10:21.000Z",
            ended: "2026-11-27T04:10:24.000Z", author: RunAuthor(user: "ana", host: "mill", version: "0.1.0"))
        return RunSummary(
            run: run, counts: [.failed: 1, .done: 2], stacks: ["chat", "embedding", "third"],
            steps: [
                step("chat", "local"), step("chat", "hooks.warm", nil, ["summary": "ran `curl`"]),
                step("embedding", "local", "the port 8080 is in use by another program"),
            ])
    }

    private func text(width: Int?) -> HistoryText {
        HistoryText(
            style: TextStyle(isColored: false), now: "2026-11-27T04:13:21.000Z", folder: ".recua", width: width,
            isAlive: { _ in false })
    }

    /// The time in the zone of this process.
    private var time: String { Moment("2026-11-27T04:10:21.000Z")?.local ?? "" }

    @Test func `a run is one line, and one for each stack, where there is room`() {
        #expect(
            text(width: 120).list([failed]) == """
                12   \(time) (3 min ago)  ana@mill  recua up  3.0 s  failed: 1 of 3 steps
                     chat: local, hooks.warm (for the first time)
                     embedding: local failed (section server.context: 2048 → 4096)
                     … and 1 more stack
                """)
        #expect(text(width: nil).list([failed]) == text(width: 120).list([failed]))
    }

    @Test(arguments: [80, 60, 40]) func `on a narrow terminal no line is wider than that`(width: Int) {
        let lines = text(width: width).list([failed]).split(separator: "\n")
        #expect(lines.allSatisfy { DisplayText.width(String($0)) <= width }, "\(lines)")
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("     ") })
    }

    @Test func `a run in full says once who ran it, and what each step made or why it did not`() {
        var run = failed
        run.stacks.removeLast()
        #expect(
            text(width: 80).whole(run) == """
                12   \(time) (3 min ago)  recua up  3.0 s  failed: 1 of 3 steps
                     by ana@mill, recua 0.1.0

                chat
                    ✓  local       1.0 s  deployment \(ArtifactFacts.digest(of: [:]).short)  for the first time
                       log: .recua/logs/12/x.log
                    ✓  hooks.warm  1.0 s  ran `curl`               for the first time
                       log: .recua/logs/12/x.log

                embedding
                    ✗  local  1.0 s  the port 8080 is in use by another program
                       section server.context: 2048 → 4096
                       log: .recua/logs/12/x.log
                """)
    }

    /// What makes files leaves no record before it has ended.
    @Test func `a run that was cut off at its first step does not say that nothing ran`() {
        var run = failed
        (run.counts, run.stacks, run.steps) = ([:], [], [])
        (run.run.outcome, run.run.ended) = (.open, nil)
        #expect(text(width: nil).list([run]).hasSuffix("  cut off before any step had ended"))
    }

    @Test func `a step that did not end well says how it ended`() {
        #expect(list(.failed).hasSuffix("a: local failed") && list(.destroyed, "broken").hasSuffix("a: local failed"))
        #expect(list(.cancelled).hasSuffix("a: local cancelled"))
        #expect(list(.begun).hasSuffix("a: local cut off") && list(.destroyed).hasSuffix("a: local cut off"))
        #expect(list(.begun, isAlive: true).hasSuffix("a: local"))
    }

    @Test(arguments: [
        ("2026-11-28T04:13:21.000Z", "in the future"), ("2026-11-27T04:13:27.000Z", "in the future"),
        ("2026-11-27T04:13:24.000Z", "just now"), ("2026-11-27T04:13:20.000Z", "just now"),
        ("2026-11-27T04:13:01.000Z", "20 s ago"), ("2026-11-27T01:13:21.000Z", "3 h ago"),
    ])
    func `a time is told by how long ago it was, and one that is yet to come by that`(time: String, words: String) {
        #expect(Moment(time)?.ago("2026-11-27T04:13:21.000Z") == words)
    }
}
