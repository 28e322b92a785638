import RecuaCore
import Testing
@testable import RecuaSmoke
struct LiveTemporary {
    @Test(arguments: [
        ("http://127.0.0.1:18971", "[]"),
        ("http://127.0.0.1:18971", #"[{"chat":"Hi","expect":{"contains":"assist","identical":true}},{"chat":"Tell me a story.","stream":true,"maxTokens":60,"expect":{"timeToFirstToken":{"max":"20s"},"tokensPerSecond":{"min":1}}},{"chat":"Say one word.","stream":true},{"completion":"The capital of France is","maxTokens":8,"expect":{"contains":"Paris","finishReason":"length"}},{"completion":"The capital of France is","stream":true,"maxTokens":8},{"request":{"path":"/v1/chat/completions","body":"nonsense"},"expect":{"status":400}}]"#),
        ("http://127.0.0.1:18972", "[]"),
        ("http://127.0.0.1:18972", #"[{"embed":["A cat sleeps on the sofa.","The kitten naps on the couch.","Interest rates rose."],"expect":{"dimensions":576,"similarity":[{"closer":[0,1],"than":[0,2]},{"pair":[0,1],"min":0.8}]}}]"#),
    ])
    func live(url: String, cases: String) async throws {
        let section = try JSON(parsing: cases).decode(SmokeSection.self)
        let report = try await SmokeSuite(section, environment: [:], secrets: { _ in "" }).run(against: Endpoint(url: url, modelName: "demo"))
        print(ReportTable.text(report))
        print(report.cases.map { "\($0.name) => \($0.answer ?? "") \($0.promptTokens ?? -1) \($0.completionTokens ?? -1)" })
    }
}
