import RecuaCore
import Testing

@testable import RecuaCLI

@Suite struct ArtifactTextTests {
    @Test(arguments: [
        ([true, true, true], "3 cases passed"), ([true, false, false], "1 of 3 cases passed"),
        ([false], "0 of 1 case passed"), ([true], "1 case passed"),
    ])
    func `of a report the cases that passed are counted`(passed: [Bool], text: String) throws {
        let cases = passed.map { Report.Case(name: "a", passed: $0, duration: 1) }
        let report = try JSON(encoding: Report(url: "http://127.0.0.1:9", cases: cases))
        #expect(ArtifactText.line(.report, report) == text)
    }

    @Test func `what a deployment says of itself stays on its line and moves no cursor`() throws {
        let deployment: JSON = [
            "target": "four", "url": "http://a\u{1B}[2J", "auth": "none", "isStreaming": false, "modelName": "m",
            "imageDigest": .string(Digest(of: "x").hex), "resources": [:], "warning": "no sandbox\r\u{7}\nb  up",
        ]
        #expect(ArtifactText.line(.deployment, deployment) == "http://a [2J (no sandbox b  up)")
        #expect(ArtifactText.line("toy", ["summary": "a\nb"]) == "a b")
    }
}
