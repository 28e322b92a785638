import RecuaCore
import Testing

@testable import RecuaSmoke

struct StreamedAnswerTests {
    /// Takes each text as one network read, a second after the last.
    private func answer(_ reads: [String], mustArriveInPieces: Bool = true) -> RecuaSmoke.Answer {
        var parser = ServerSentEventParser()
        var stream = StreamedAnswer(status: 200)
        for (index, read) in reads.enumerated() {
            for event in parser.take(read.utf8) { stream.take(event, at: .seconds(index + 1), read: index) }
        }
        return stream.finished(mustArriveInPieces: mustArriveInPieces)
    }

    @Test func `a sound stream is put together`() {
        let answer = answer(Llama.events("one two three four"))
        #expect(answer.text == "one two three four")
        #expect(answer.problems == [])
        #expect(answer.finishReason == "stop")
        #expect(answer.completionTokens == 8)
        #expect(answer.promptTokens == 15)
        #expect(answer.timeToFirstToken == .seconds(2))
        #expect(answer.tokensPerSecond?.value == 31.5)
    }

    @Test func `without the server's speed the clock tells it`() {
        let events = ["a", "b", "c"].map { Llama.event(["choices": [["delta": ["content": .string($0)]]]]) }
        let usage = Llama.event(["choices": [], "usage": ["completion_tokens": 5]])
        let rate = answer(events + [usage, "data: [DONE]\n\n"]).tokensPerSecond
        #expect(rate?.value == 2)
        #expect(rate?.isByClock == true)
    }

    @Test func `thinking starts the clock, and is no part of the text`() {
        let thought = Llama.event(["choices": [["delta": ["reasoning_content": "hm"]]]])
        let answer = answer([thought] + Llama.events("one two"))
        #expect(answer.timeToFirstToken == .seconds(1))
        #expect(answer.text == "one two")
        #expect(answer.reasoning == "hm")
    }

    @Test(arguments: [
        (Llama.events("one two", isDone: false), "without"),
        ([Llama.events("one two three").joined()], "at once"),
        (Llama.events("one"), "one piece"),
        (["data: [DONE]\n\n"], "no event"),
        (["data: {nonsense\n\n", "data: [DONE]\n\n"], "to be JSON"),
        ([Llama.event(["error": ["message": "out of memory"]])], "out of memory"),
        (["error: {\"message\":\"out of memory\"}\n\n"], "out of memory"),
    ])
    func `an unsound stream is told`(reads: [String], problem: String) {
        let problems = answer(reads).problems
        #expect(problems.count == 1)
        #expect(problems.first?.contains(problem) == true)
    }

    @Test func `behind something that holds answers back they may arrive at once`() {
        #expect(answer([Llama.events("one two three").joined()], mustArriveInPieces: false).problems == [])
    }

    @Test func `llama.cpp's own dialect ends without DONE`() {
        let events: [JSON] = [
            ["content": "a", "stop": false], ["content": "b", "stop": false],
            ["content": "", "stop": true, "stop_type": "eos"],
        ]
        let answer = answer(events.map(Llama.event))
        #expect(answer.problems == [])
        #expect(answer.text == "ab")
        #expect(answer.finishReason == "stop")
    }
}
