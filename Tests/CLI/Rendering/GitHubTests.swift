import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaCLI

@Suite struct GitHubTests {
    private let start = ContinuousClock.now
    private let name = Event.StepName(stack: "chat", plugin: "image", kind: "toy")

    @Test func `a step that said something is a group, one that did not is a line`() {
        var log = GitHubLog(width: 12)
        var told = log.take(.stepLog(name, level: .info, message: "one\n  ::set-env name=A::b"), at: start)
        told += log.take(.stepLog(name, level: .debug, message: "noise"), at: start)
        told += log.take(.stepLog(name, level: .notice, message: "98 % ##[error]done"), at: start)
        #expect(told.isEmpty)
        told = log.take(.stepFinished(name, result(.done([:]))), at: start)
        #expect(
            told == [
                "::group::✓ chat/image    toy; 98 %25 ##[error]done  1.5 s", "one", "|   ::set-env name=A::b",
                "::endgroup::",
            ])
        told = log.take(.stepFinished(name, result(.done([:]))), at: start)
        #expect(told == ["✓ chat/image    toy  1.5 s"])
        told = log.take(.stepFinished(name, result(.fresh([:]))), at: start)
        #expect(told.isEmpty)
    }

    @Test func `of a step that failed all that it said is shown`() {
        var log = GitHubLog(width: 12)
        _ = log.take(.stepLog(name, level: .debug, message: "noise"), at: start)
        let told = log.take(.stepFinished(name, result(.failed([Diagnostic("toy.broken", "it is broken")]))), at: start)
        #expect(told == ["::group::✗ chat/image    it is broken  1.5 s", "debug: noise", "::endgroup::"])
    }

    @Test func `a warning is an annotation as it comes, and silence has its signs of life`() {
        var log = GitHubLog(width: 12)
        _ = log.take(.stepStarted(name, reasons: []), at: start)
        let told = log.take(.stepLog(name, level: .warning, message: "odd:\n100 %"), at: start)
        #expect(told == ["::warning title=chat/image::odd:%0A100 %25"])
        let beat = log.beat(at: start + .seconds(31))
        #expect(beat == ["· chat/image    odd:  31.0 s"] || beat == ["· chat/image    100 %  31.0 s"])
    }

    @Test func `an annotation marks the place in the repository`() async throws {
        try await withScratchFolder { folder in
            try folder.write("", to: "work/stacks/a,b.yaml")
            let places = try places(["GITHUB_WORKSPACE": folder.path], in: folder.path("work"))
            var diagnostic = Diagnostic(
                "manifest.unknown-key", "unknown key `contxt`", at: place("stacks/a,b.yaml", 14, 7...12),
                help: "did you mean `context`?")
            #expect(
                GitHubCommand.annotation(diagnostic, places)
                    == "::error file=work/stacks/a%2Cb.yaml,line=14,col=7,endColumn=12,title=manifest.unknown-key::unknown key `contxt`%0Adid you mean `context`?"
            )
            diagnostic.severity = .warning
            diagnostic.place = place("--set", 1, 3...4)
            #expect(
                GitHubCommand.annotation(diagnostic, places)
                    == "::warning title=manifest.unknown-key::--set:1:3: unknown key `contxt`%0Adid you mean `context`?"
            )
            diagnostic.place = nil
            diagnostic.help = nil
            #expect(
                GitHubCommand.annotation(diagnostic, places)
                    == "::warning title=manifest.unknown-key::unknown key `contxt`")
        }
    }

    @Test func `a file outside of the repository keeps its whole path`() throws {
        let places = try places(["GITHUB_WORKSPACE": "/repo"], in: "/")
        #expect(places.inRepository("/repository/a.yaml") == "/repository/a.yaml")
        #expect(places.inRepository("/repo/a.yaml") == "a.yaml")
        #expect(GitHubPlaces(["CI": "true"]) == nil && GitHubPlaces(["GITHUB_ACTIONS": "false"]) == nil)
    }

    @Test func `the summary is a table, the failures first, of text that Markdown takes as it is`() {
        let deployment: JSON = [
            "target": "local", "url": "http://a_b", "auth": "none", "isStreaming": false, "modelName": "m",
            "imageDigest": .string(String(repeating: "0", count: 64)), "resources": [:],
        ]
        let result = RunResult(
            steps: [
                StepResult(
                    name: .init(stack: "chat", plugin: "local", kind: .deployment), outcome: .done(deployment),
                    duration: .seconds(2)),
                StepResult(
                    name: .init(stack: "embed", plugin: "image", kind: .image),
                    outcome: .failed([Diagnostic("image.broken", "`a|b` is\nbroken")]), duration: .seconds(1)),
                StepResult(
                    name: .init(stack: "embed", plugin: "local", kind: .deployment), outcome: .blocked(by: "image")),
            ], duration: .seconds(3))
        #expect(
            GitHubSummary.markdown(of: result, command: "recua up") == """
                ### `recua up`: 1 of 2 stacks failed after 3.0 s

                | | Stack | Result | Time |
                |---|---|---|---:|
                | ❌ | embed | image: \\`a\\|b\\` is broken (image.broken) | 1.0 s |
                | ✅ | chat | http://a\\_b | 2.0 s |


                """)
    }

    @Test func `what was never begun has not failed, and stands below what has`() {
        let steps: [(String, StepResult.Outcome)] = [
            ("one", .blocked(by: "two/image")), ("two", .failed([Diagnostic("image.broken", "it is broken")])),
            ("three", .done([:])),
        ]
        let result = RunResult(
            steps: steps.map { StepResult(name: .init(stack: $0, plugin: "image", kind: "toy"), outcome: $1) },
            duration: .seconds(3))
        let lines = GitHubSummary.markdown(of: result, command: "recua up").split(separator: "\n")
        #expect(lines.first == "### `recua up`: 1 of 3 stacks failed after 3.0 s, 1 not finished")
        #expect(lines.dropFirst(3).map { $0.split(separator: " ")[3] } == ["two", "one", "three"], "\(lines)")
        #expect(
            Summary.failure(result)
                == "1 of 3 stacks failed: two; 1 not finished; the same command goes on from here")
    }

    @Test func `a summary of a thousand stacks is short`() {
        let steps = (0..<1000).map {
            StepResult(name: .init(stack: "s\($0)", plugin: "x", kind: "toy"), outcome: .done([:]))
        }
        let text = GitHubSummary.markdown(of: RunResult(steps: steps, duration: .seconds(3)), command: "recua up")
        #expect(text.split(separator: "\n").count == 104 && text.hasSuffix("\n… and 900 more stacks\n\n"))
        #expect(text.hasPrefix("### `recua up`: 1000 stacks done in 3.0 s\n"))
    }

    @Test func `text cannot command the runner`() {
        #expect(GitHubCommand.inert("a\n::error::b\n\t::x") == "a\n| ::error::b\n| \t::x")
        #expect(GitHubCommand.inert("a\r::x\r\n\u{3000}::y::") == "a\r| ::x\r\n| \u{3000}::y::")
        #expect(GitHubCommand.inert(":\u{AD}: x :: é\n") == ":\u{AD}: x :: é\n")
        #expect(GitHubCommand.inert("x ##[add-mask]y ###[[\u{301}") == "x # #[add-mask]y ## #[[\u{301}")
        #expect(GitHubCommand.line("group", ["a": "x:y,z"], "p%\r\nq:,") == "::group a=x%3Ay%2Cz::p%25%0D%0Aq:,")
    }

    @Test func `JSON stays the same JSON, and cannot command the runner either`() throws {
        let json: JSON = ["a": "::x ##[add-mask]y", "##[b]": ["###[[", "é"]]
        let text = GitHubCommand.inert(json: json.prettyText())
        #expect(try JSON(parsing: text) == json && !text.contains("##["))
    }

    private func result(_ outcome: StepResult.Outcome) -> StepResult {
        StepResult(name: name, outcome: outcome, duration: .milliseconds(1500))
    }

    private func places(_ variables: [String: String], in folder: String) throws -> GitHubPlaces {
        try #require(
            GitHubPlaces(variables.merging(["GITHUB_ACTIONS": "true"]) { $1 }, workingFolder: folder))
    }

    private func place(_ file: String, _ line: Int, _ columns: ClosedRange<Int>) -> Place {
        Place(
            file: file, start: .init(line: line, column: columns.lowerBound, offset: 0),
            end: .init(line: line, column: columns.upperBound + 1, offset: 9))
    }
}
