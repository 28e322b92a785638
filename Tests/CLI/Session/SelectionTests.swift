import RecuaCore
import RecuaProcess
import Testing

@testable import RecuaCLI

@Suite struct SelectionTests {
    @Test(
        arguments: [
            ("chat", "chat", true), ("chat", "cha", false), ("chat", "*", true), ("", "*", true), ("chat", "c*t", true),
            ("chat", "c?at", true), ("chat", "?", false), ("qwen-0.8b", "qwen*b", true), ("aab", "*ab", true),
            ("abcabd", "*abd", true),
            ("chat", "", false), ("a*b", "a*b", true),
        ]
    )
    func `patterns are those of shells`(text: String, pattern: String, fits: Bool) {
        #expect(Glob.matches(text, pattern) == fits)
    }

    @Test func `stacks keep the manifest's order and come once`() throws {
        #expect(try StackNames.select(["b*", "a", "b"], from: ["a", "b", "bb", "c"]) == ["a", "b", "bb"])
        #expect(try StackNames.select([], from: ["a", "b"]) == ["a", "b"])
    }

    @Test func `every pattern that fits nothing is reported`() {
        let problems = #expect(throws: Diagnostics.self) {
            try StackNames.select(["chta", "x*", "embed"], from: ["chat", "embed"])
        }
        #expect(problems?.all.map(\.code) == ["usage.no-stack", "usage.no-stack"])
        #expect(problems?.all.map(\.help) == ["did you mean `chat`?", "known: chat, embed"])
    }

    @Test(arguments: [("y\n", true), ("YES", true), ("", false), ("n", false), ("yesterday", false)])
    func `only a yes is a yes`(answer: String, isYes: Bool) {
        #expect(Confirmation.isYes(answer) == isYes)
    }

    @Test(
        arguments: [
            ("/home/ana/My Llamas", "my-llamas"), ("/srv/llamas_2", "llamas-2"), ("/srv/2024", "llamas"),
            ("/", "llamas"),
            ("/srv/Ñandú", "and"),
        ]
    )
    func `a folder lends its name to the project`(folder: String, name: String) {
        #expect(ManifestStarter.projectName(from: folder) == name)
    }

    @Test func `logs come from the file or the log group of the deployment`() throws {
        var deployment = Deployment(
            target: "local", url: "http://127.0.0.1:1", auth: .none, isStreaming: true, modelName: "chat",
            imageDigest: Digest(of: Array("image".utf8)), resources: ["log": "/tmp/-log"]
        )
        let file = try LogSource(deployment, lines: 5, follows: true).command([:])
        #expect(file.description == "tail -n 5 -F -- /tmp/-log")
        deployment.resources = ["logGroup": "/aws/lambda/chat"]
        deployment.region = "eu-west-1"
        let group = try LogSource(deployment, lines: 5, follows: false).command([:])
        #expect(group.description == "aws logs tail /aws/lambda/chat --format short --region eu-west-1")
        deployment.resources = [:]
        let silent = LogSource(deployment, lines: 5, follows: false)
        #expect(throws: Diagnostic.self) { try silent.command([:]) }
    }

    @Test func `the same command again picks one of several projects`() {
        let place = { (file: String) in
            Place(file: file, start: .init(line: 1, column: 1, offset: 0), end: .init(line: 1, column: 1, offset: 0))
        }
        let problem = Diagnostic(
            "manifest.projects", "several",
            related: [.init("a", at: place("stacks/a.yaml")), .init("b", at: place("stacks/b b.yaml"))]
        )
        let helped = ManifestChoice.picking(problem, ["up", "-f", "stacks", "chat"])
        #expect(helped.help == "pick one: `recua up chat -f stacks/a.yaml` or `recua up chat -f 'stacks/b b.yaml'`")
    }
}
