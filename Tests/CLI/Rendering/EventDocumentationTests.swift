import RecuaCore
import RecuaTestSupport
import SystemPackage
import Testing

@testable import RecuaCLI

/// `docs/events.md` and the code say the same.
@Suite struct EventDocumentationTests {
    private static let name = Event.StepName(stack: "chat", plugin: "publish", kind: "published")

    /// What the page's examples are of.
    private static let events: [Event] = [
        .runStarted(
            RunOutline(
                run: 12, command: "recua up chat",
                steps: (0..<5).map {
                    RunOutline.Step(.init(stack: "chat", plugin: "p\($0)", kind: "k"), isFresh: $0 < 3)
                })),
        .stepStarted(name, reasons: [.neverRun]),
        .stepProgress(name, phase: "push", done: 45_100_000, total: 98_400_000, unit: .bytes),
        .stepLog(name, level: .notice, message: "98.4 MB sent in 2 blobs, 1 mounted"),
        .stepFinished(
            name,
            StepResult(
                name: name, outcome: .done(["repository": "llamas/chat", "digest": "51fe"]),
                duration: .milliseconds(4350), log: "/project/.recua/logs/12/chat/publish.log")),
        .runFinished(
            RunResult(
                steps: [
                    result("a", .fresh([:])), result("b", .fresh([:])), result("c", .fresh([:])),
                    result("d", .done([:])),
                    result("e", .failed([Diagnostic("x.y", "z")])),
                ], duration: .milliseconds(25_400))),
    ]

    private static func result(_ plugin: String, _ outcome: StepResult.Outcome) -> StepResult {
        StepResult(name: .init(stack: "chat", plugin: plugin, kind: "k"), outcome: outcome)
    }

    @Test func `every example is what the code writes`() async throws {
        let examples = try Self.examples()
        let written = try await Self.written { lines in
            for event in Self.events { lines.receive(event) }
            lines.report(
                Diagnostic(
                    "run.locked", "the project is in use by another process",
                    help: "wait for it with `--wait`, or end that process"))
            lines.say("the manifest declares no stacks")
        }
        #expect(examples.keys.sorted() == written.keys.sorted())
        for (type, line) in written {
            var (example, line) = (try #require(examples[type]), line)
            // These lines of the page stand for streams in which nothing came before them.
            for key in ["sequence", "time"] + (["diagnostic", "message"].contains(type) ? ["run"] : []) {
                example[key] = nil
                line[key] = nil
            }
            #expect(example.text() == line.text())
        }
    }

    @Test func `every key has its row`() throws {
        let page = try Self.page()
        for (type, example) in try Self.examples() where type != "diagnostic" {
            let section = try #require(page.split(separator: "### `\(type)`").last?.split(separator: "\n#").first)
            let everywhere: Set = ["type", "sequence", "time", "run", "stack", "plugin", "kind"]
            for key in (example.object ?? [:]).keys where !everywhere.contains(key) {
                #expect(
                    section.split(separator: "\n").contains { $0.hasPrefix("| ") && $0.contains("`\(key)`") },
                    "\(type) \(key)")
            }
        }
    }

    @Test func `every example fits the schema`() async throws {
        let lines = try Self.examples().values.map { $0.text() }.joined(separator: "\n")
        #expect(try await EventSchema.complaints(lines, isWhole: false) == "")
    }

    @Test func `what was left alone fits the schema`() async throws {
        let left = Self.result("local", .forgotten(["url": "http://a"], because: "it is in `/b`"))
        let written = try await Self.written { lines in
            lines.receive(.stepFinished(left.name, left))
            lines.receive(.runFinished(RunResult(steps: [left], duration: .zero)))
        }
        #expect(
            try await EventSchema.complaints(written.values.map { $0.text() }.joined(separator: "\n"), isWhole: false)
                == "")
        #expect(Summary.down(RunResult(steps: [left], duration: .zero)) == "1 stack left alone")
    }

    @Test(arguments: [
        "\"sequence\":0", "\"type\":\"version\"", "\"schema\":\"1.2\"", "\"time\":\"2026-11-27T04:10:21.123Z\"",
    ])
    func `the schema refuses what lacks something`(part: String) async throws {
        let line = #"{"recua":"0.1.0","schema":"1.2","sequence":0,"time":"2026-11-27T04:10:21.123Z","type":"version"}"#
        let broken = line.replacing(part, with: "\"x\":1")
        #expect(try await EventSchema.complaints(broken, isWhole: false) != "")
    }

    // MARK: Help

    private static func page() throws -> String { try Files.readText("\(RecuaBinary.package)/docs/events.md") }

    /// The example of each type.
    private static func examples() throws -> [String: JSON] {
        let lines = try page().split(separator: "\n").filter { $0.hasPrefix("{") }
        let all = try lines.map { try JSON(parsing: String($0)) }
        return Dictionary(all.map { ($0["type"]?.string ?? "", $0) }) { first, _ in first }
    }

    private static func written(_ body: (EventLines) -> Void) async throws -> [String: JSON] {
        try await withScratchFolder { folder in
            let file = try EventSchema.file(folder.path("events"))
            body(EventLines(to: file) { _ in })
            try file.close()
            let lines = try Files.readText(folder.path("events")).split(separator: "\n")
            let all = try lines.map { try JSON(parsing: String($0)) }
            return Dictionary(all.map { ($0["type"]?.string ?? "", $0) }) { first, _ in first }
        }
    }
}
