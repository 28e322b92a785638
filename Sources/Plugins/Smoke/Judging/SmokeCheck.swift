import RecuaCore

/// Looks for what the schema of `smoke:` cannot express.
enum SmokeCheck {
    static func diagnostics(_ section: SmokeSection) -> [Diagnostic] {
        section.cases.enumerated().flatMap {
            CaseCheck($0.element, at: section.pointer(toCase: $0.offset)).diagnostics()
        }
    }
}

/// The check of one case.
private struct CaseCheck {
    private let test: SmokeCase
    private let pointer: String

    init(_ test: SmokeCase, at pointer: String) {
        self.test = test
        self.pointer = pointer
    }

    func diagnostics() -> [Diagnostic] {
        guard let question = test.question else { return [wrongQuestion] }
        return questionMistakes(question) + patternMistakes() + kindMistakes(question) + similarityMistakes(question)
            + measureMistakes()
    }

    private var wrongQuestion: Diagnostic {
        let keys = test.questions.map(\.key)
        guard let second = keys.dropFirst().first else {
            return mistake(
                "smoke.no-question", "the case asks nothing",
                help: "write one of `chat`, `completion`, `embed`, `request`")
        }
        return mistake(
            "smoke.two-questions", "the case has both `\(keys[0])` and `\(second)`", at: "/\(second)",
            help: "make two cases of it"
        )
    }

    private func questionMistakes(_ question: SmokeCase.Question) -> [Diagnostic] {
        switch question {
        case .chat(let prompt) where prompt.messages.isEmpty:
            [mistake("smoke.no-question", "the conversation has no message", at: "/chat")]
        case .request, .embed:
            test.stream == true
                ? [mistake("smoke.no-stream", "only `chat` and `completion` can be streamed", at: "/stream")] : []
        default: []
        }
    }

    private func patternMistakes() -> [Diagnostic] {
        var mistakes: [Diagnostic] = []
        if let problem = test.expect?.matches.flatMap(AnswerPattern.mistake) {
            mistakes.append(mistake("smoke.pattern", problem, at: "/expect/matches"))
        }
        if let schema = test.expect?.json {
            mistakes += AnswerSchema.mistakes(in: schema).map {
                mistake("smoke.json-schema", $0.message, at: "/expect/json\($0.pointer)")
            }
        }
        return mistakes
    }

    /// Expectations that cannot hold of this kind of question.
    private func kindMistakes(_ question: SmokeCase.Question) -> [Diagnostic] {
        let expect = test.expect ?? SmokeExpectation()
        let text: [(String, Bool)] = [
            ("contains", expect.contains != nil), ("notContains", expect.notContains != nil),
            ("matches", expect.matches != nil), ("equals", expect.equals != nil), ("json", expect.json != nil),
        ]
        let generation: [(String, Bool)] = [
            ("finishReason", expect.finishReason != nil), ("tokens", expect.tokens != nil),
            ("tokensPerSecond", expect.tokensPerSecond != nil), ("timeToFirstToken", expect.timeToFirstToken != nil),
        ]
        let vectors: [(String, Bool)] = [
            ("similarity", expect.similarity != nil), ("dimensions", expect.dimensions != nil),
        ]
        let (wrong, kind): ([(String, Bool)], String) =
            switch question {
            case .embed: (text + generation, "embed")
            case .request: (generation + vectors, "request")
            case .chat: (vectors, "chat")
            case .completion: (vectors, "completion")
            }
        return wrong.filter(\.1).map {
            mistake("smoke.expectation", "`\($0.0)` does not go with `\(kind)`", at: "/expect/\($0.0)")
        }
    }

    private func similarityMistakes(_ question: SmokeCase.Question) -> [Diagnostic] {
        guard case .embed(let texts) = question else { return [] }
        return (test.expect?.similarity ?? []).enumerated().flatMap { index, rule -> [Diagnostic] in
            let place = "/expect/similarity/\(index)"
            guard rule.isComplete else {
                return [
                    mistake(
                        "smoke.similarity", "a similarity is either `closer` and `than`, or `pair` with `min` or `max`",
                        at: place
                    )
                ]
            }
            return rule.indices.flatMap { key, pair in
                pair.enumerated().filter { !texts.indices.contains($0.element) }.map {
                    mistake(
                        "smoke.similarity", "there is no text \($0.element) in `embed`, which has \(texts.count)",
                        at: "\(place)/\(key)/\($0.offset)", help: "texts are counted from 0"
                    )
                }
            }
        }
    }

    private func measureMistakes() -> [Diagnostic] {
        var mistakes: [Diagnostic] = []
        if test.expect?.timeToFirstToken != nil, test.stream != true, test.questions.first?.key != "embed" {
            let help = "add `stream: true` to the case"
            mistakes.append(
                mistake(
                    "smoke.expectation", "`timeToFirstToken` needs a streamed answer", at: "/expect/timeToFirstToken",
                    help: help)
            )
        }
        if test.expect?.identical == true, test.repeat == 1 {
            mistakes.append(mistake("smoke.expectation", "one answer cannot be compared: `repeat` is 1", at: "/repeat"))
        }
        if let tokens = test.expect?.tokens, let min = tokens.min, let max = tokens.max, min > max {
            mistakes.append(
                mistake("smoke.expectation", "`min` \(min) is above `max` \(max)", at: "/expect/tokens/min"))
        }
        return mistakes
    }

    private func mistake(_ code: String, _ message: String, at path: String = "", help: String? = nil) -> Diagnostic {
        Diagnostic(code, message, pointer: pointer + path, help: help)
    }
}
