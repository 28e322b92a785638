import RecuaCore
import Testing

@testable import RecuaSmoke

struct SmokeExpectationTests {
    private static var paris: RecuaSmoke.Answer {
        var answer = RecuaSmoke.Answer(status: 200)
        answer.read(Llama.chat("It is Paris.\n"))
        answer.duration = .seconds(2)
        return answer
    }

    private func expectation(_ text: String) throws -> SmokeExpectation {
        try JSON(parsing: text).decode(SmokeExpectation.self)
    }

    @Test(arguments: [
        #"{}"#, #"{"status": 200}"#, #"{"contains": "Paris"}"#, #"{"contains": ["It", "Paris"]}"#,
        #"{"notContains": "Rome"}"#,
        #"{"matches": "(?i)paris\\W"}"#, #"{"equals": " It is Paris."}"#, #"{"finishReason": ["length", "stop"]}"#,
        #"{"tokens": {"min": 8, "max": 8}}"#, #"{"tokensPerSecond": {"min": 31}}"#, #"{"total": {"max": "2s"}}"#,
    ])
    func `what holds is no failure`(text: String) throws {
        #expect(try expectation(text).failures(of: Self.paris, mustSpeak: true) == [])
    }

    @Test(arguments: [
        (#"{"status": 404}"#, "expected status 404, found 200: `It is Paris.`"),
        (#"{"contains": ["Paris", "Rome"]}"#, "expected the answer to contain `Rome`, found `It is Paris.`"),
        (#"{"notContains": "Paris"}"#, "expected the answer not to contain `Paris`, found `It is Paris.`"),
        (#"{"matches": "^Paris"}"#, "expected the answer to match `^Paris`, found `It is Paris.`"),
        (#"{"equals": "Paris"}"#, "expected the answer `Paris`, found `It is Paris.`"),
        (#"{"json": {"type": "object"}}"#, "expected the answer to be JSON, found `It is Paris.`"),
        (#"{"finishReason": "length"}"#, "expected the finish reason `length`, found `stop`"),
        (#"{"tokens": {"min": 9}}"#, "expected at least 9 tokens, found 8"),
        (#"{"tokens": {"max": 7}}"#, "expected at most 7 tokens, found 8"),
        (#"{"timeToFirstToken": {"max": "1s"}}"#, "expected the first token within 1s, found none"),
        (#"{"tokensPerSecond": {"min": 40}}"#, "expected at least 40.0 tokens a second, found 31.5"),
        (#"{"total": {"max": "1s"}}"#, "expected the whole answer within 1s, found 2.0s"),
    ])
    func `what does not hold is told with what was found`(text: String, failure: String) throws {
        #expect(try expectation(text).failures(of: Self.paris, mustSpeak: true) == [failure])
    }

    @Test func `a model that says nothing has failed, unless that is expected`() throws {
        var silent = RecuaSmoke.Answer(status: 200)
        silent.read(Llama.chat(""))
        #expect(SmokeExpectation().failures(of: silent, mustSpeak: true) == ["expected an answer, found none"])
        #expect(try expectation(#"{"equals": ""}"#).failures(of: silent, mustSpeak: true) == [])
    }

    @Test func `vectors are compared by the cosine`() {
        let vectors = [[1.0, 0], [0.8, 0.6], [0, 2]]
        #expect(SimilarityRule.cosine(vectors[0], vectors[1]) == 0.8)
        #expect(SimilarityRule.cosine([0, 0], vectors[1]) == nil)
        #expect(SimilarityRule(closer: [0, 1], than: [0, 2]).failure(of: vectors) == nil)
        #expect(
            SimilarityRule(closer: [0, 2], than: [0, 1]).failure(of: vectors)
                == "expected texts [0, 2] nearer to each other than [0, 1], found 0.000 and 0.800"
        )
        #expect(SimilarityRule(pair: [0, 1], min: 0.8).failure(of: vectors) == nil)
        #expect(SimilarityRule(pair: [0, 1], min: 0.9).failure(of: vectors) != nil)
        #expect(SimilarityRule(pair: [0, 1], max: 0.5).failure(of: vectors) != nil)
        #expect(SimilarityRule(pair: [0, 9], min: 0).failure(of: vectors) != nil)
    }
}
