import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaCLI

@Suite struct AdoptionTextTests {
    private func step(
        _ stack: String, _ plugin: String, _ kind: ArtifactKind, _ outcome: AdoptionResult.Outcome
    ) -> AdoptionResult.Step {
        .init(name: Event.StepName(stack: stack, plugin: plugin, kind: kind), outcome: outcome)
    }

    private func deployment(_ url: String, stack: String? = nil, region: String? = nil) throws -> JSON {
        var deployment = Deployment(
            target: "lambda", url: url, auth: .iam, isStreaming: true, region: region, modelName: "tiny",
            imageDigest: Digest(of: "image"))
        deployment.resources["stack"] = stack
        return try JSON(encoding: deployment)
    }

    private func text(_ steps: [AdoptionResult.Step], isRehearsal: Bool = false) -> String {
        AdoptionText(AdoptionResult(steps: steps, isRecorded: !isRehearsal), TextStyle(isColored: false)).text
    }

    @Test func `each stack says what was found, what differs and what is left`() throws {
        let published: JSON = ["repository": "host/name", "digest": .string(Digest(of: "x").hex)]
        let problem = Diagnostic("fetch.offline", "`tiny.gguf` is not on this machine")
        let steps = [
            step("chat", "publish", .published, .adopted(published)),
            step(
                "chat", "lambda", .deployment,
                .differs(try deployment("https://chat.test"), [Difference("memory", recorded: "2 GB", found: "1 GB")])),
            step("chat", "smoke", .report, .left([])),
            step("embed", "fetch", .model, .left([problem])), step("embed", "lambda", .deployment, .absent),
            step("known", "lambda", .deployment, .known),
            step("old", "lambda", .deployment, .stray(try deployment("https://old.test"))),
        ]
        #expect(
            text(steps) == """
                chat
                  ✓ publish  host/name@sha256:\(Digest(of: "x").short)
                  ● lambda   https://chat.test
                             memory was 2 GB and is 1 GB
                  · smoke    left to `recua up`
                embed
                  · fetch    left to `recua up`: `tiny.gguf` is not on this machine
                  – lambda   nothing was found; `recua up` makes it
                old
                  ● lambda   https://old.test
                             the manifest does not have it: `recua down --orphans` takes it down
                3 results recorded; `recua plan` shows what is left to do
                """)
        #expect(text(steps, isRehearsal: true).hasSuffix("\n3 results would be recorded"))
    }

    @Test func `targets that no stack has are said not to have been asked`() {
        func told(_ unasked: [String], _ steps: [AdoptionResult.Step]) -> String {
            let result = AdoptionResult(steps: steps, isRecorded: true, unasked: unasked)
            return AdoptionText(result, TextStyle(isColored: false)).text
        }
        let known = [step("a", "local", .deployment, .known)]
        let line = "not asked: lambda, which no stack here has as its target; `recua adopt --target lambda` asks it"
        #expect(told(["lambda"], known) == "nothing was found that the ledger does not know\n\(line)")
        #expect(told(["lambda"], []) == "the manifest declares no stacks\n\(line)")
        #expect(told([], known) == "nothing was found that the ledger does not know")
    }

    @Test func `what a deployment says of itself begins no line and moves no cursor`() throws {
        let odd = "https://chat.test\u{1B}[2J\n  ✓ lambda"
        let told = text([
            step("a", "lambda", .deployment, .adopted(try deployment(odd))),
            step("b", "lambda", .deployment, .conflict([try deployment(odd, stack: "x\ry")])),
            step("c", "lambda", .deployment, .differs(try deployment(odd), [Difference("url", found: odd)])),
        ])
        #expect(told.split(separator: "\n").count == 9 && !told.contains("\u{1B}") && !told.contains("\r"), "\(told)")
    }

    @Test func `claims that contradict each other are told with their places`() throws {
        let result = text([
            step(
                "chat", "lambda", .deployment,
                .conflict([
                    try deployment("https://one.test", stack: "llamas-chat", region: "us-east-1"),
                    try deployment("https://other.test", stack: "llamas-chat", region: "eu-west-1"),
                ]))
        ])
        #expect(
            result == """
                chat
                  ✗ lambda  more than one says it is this; take down what is too much, and run `recua adopt` again
                            https://one.test (llamas-chat, us-east-1)
                            https://other.test (llamas-chat, eu-west-1)
                nothing was found that the ledger does not know
                """)
    }

    @Test func `where all is known one line says so`() {
        #expect(
            text([step("chat", "lambda", .deployment, .known)]) == "nothing was found that the ledger does not know")
        #expect(text([]) == "the manifest declares no stacks")
    }

    @Test func `the JSON has every step with its state`() throws {
        var result = AdoptionResult(
            steps: [
                step(
                    "chat", "lambda", .deployment,
                    .differs(
                        try deployment("https://chat.test"), [Difference("memory", recorded: "2 GB", found: "1 GB")])),
                step("chat", "smoke", .report, .failed([Diagnostic("a.b", "it broke")])),
            ], isRecorded: true)
        let json = result.json(project: "llamas", isRehearsal: false)
        #expect(json["recorded"] == 1 && json["dryRun"] == false && json["project"] == "llamas")
        let steps = json["stacks"]?[0]?["steps"]
        #expect(steps?[0]?["state"] == "differs" && steps?[0]?["artifact"]?["url"] == "https://chat.test")
        #expect(
            steps?[0]?["differences"]
                == [["what": "memory", "recorded": "2 GB", "found": "1 GB", "text": "memory was 2 GB and is 1 GB"]])
        #expect(steps?[1]?["state"] == "failed" && steps?[1]?["problems"]?[0]?["code"] == "a.b")
        result.isRecorded = false
        #expect(result.json(project: "llamas", isRehearsal: true)["recorded"] == 0)
    }
}
