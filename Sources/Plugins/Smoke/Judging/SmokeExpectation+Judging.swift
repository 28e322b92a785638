import RecuaCore

extension SmokeExpectation {
    /// What does not hold of `answer`, a sentence each.
    ///
    /// - Parameter mustSpeak: true when a model was asked to write something, so that silence is a failure too.
    func failures(of answer: Answer, mustSpeak: Bool) -> [String] {
        let wanted = status ?? 200
        guard answer.status == wanted else {
            let said = answer.text.isEmpty ? "" : ": \(Self.quote(answer.text))"
            return ["expected status \(wanted), found \(answer.status)\(said)"]
        }
        var failures = answer.problems
        if mustSpeak, (200..<300).contains(wanted), equals != "", !answer.isSpoken, answer.problems.isEmpty {
            failures.append("expected an answer, found none")
        }
        return failures + textFailures(answer.text) + countFailures(answer) + vectorFailures(answer)
            + speedFailures(answer)
    }

    private func textFailures(_ text: String) -> [String] {
        var failures: [String] = []
        for wanted in contains?.items ?? [] where !text.contains(wanted) {
            failures.append("expected the answer to contain `\(wanted)`, found \(Self.quote(text))")
        }
        for unwanted in notContains?.items ?? [] where text.contains(unwanted) {
            failures.append("expected the answer not to contain `\(unwanted)`, found \(Self.quote(text))")
        }
        if let matches, let failure = AnswerPattern.failure(of: text, matches, "the answer") {
            failures.append("\(failure), found \(Self.quote(text))")
        }
        if let equals, Self.trimmed(text) != Self.trimmed(equals) {
            failures.append("expected the answer `\(equals)`, found \(Self.quote(text))")
        }
        if let json { failures += Self.jsonFailures(text, json) }
        return failures
    }

    private func countFailures(_ answer: Answer) -> [String] {
        var failures: [String] = []
        if let finishReason, !finishReason.items.contains(answer.finishReason ?? "") {
            let wanted = finishReason.items.map { "`\($0)`" }.joined(separator: " or ")
            failures.append(
                "expected the finish reason \(wanted), found \(answer.finishReason.map { "`\($0)`" } ?? "none")")
        }
        guard let tokens else { return failures }
        guard let found = answer.completionTokens else {
            return failures + ["expected a count of tokens, found none in the answer"]
        }
        if let min = tokens.min, found < min { failures.append("expected at least \(min) tokens, found \(found)") }
        if let max = tokens.max, found > max { failures.append("expected at most \(max) tokens, found \(found)") }
        return failures
    }

    private func vectorFailures(_ answer: Answer) -> [String] {
        var failures: [String] = []
        if let dimensions, let other = answer.embeddings.first(where: { $0.count != dimensions }) {
            failures.append("expected embeddings of \(dimensions) numbers, found \(other.count)")
        }
        return failures + (similarity ?? []).compactMap { $0.failure(of: answer.embeddings) }
    }

    private func speedFailures(_ answer: Answer) -> [String] {
        var failures: [String] = []
        if let limit = timeToFirstToken?.max {
            let found = answer.timeToFirstToken
            if found.map({ $0 > limit.duration }) ?? true {
                failures.append("expected the first token within \(limit.text), found \(Self.time(found))")
            }
        }
        if let least = tokensPerSecond?.min {
            let found = answer.tokensPerSecond?.value
            if found.map({ $0 < least }) ?? true {
                let told = found.map { Amount.decimal($0, places: 1) } ?? "no measure"
                failures.append("expected at least \(Amount.decimal(least, places: 1)) tokens a second, found \(told)")
            }
        }
        if let limit = total?.max, answer.duration > limit.duration {
            failures.append("expected the whole answer within \(limit.text), found \(Self.time(answer.duration))")
        }
        return failures
    }

    private static func time(_ duration: Duration?) -> String { duration.map { Amount.time($0.inSeconds) } ?? "none" }

    private static func jsonFailures(_ text: String, _ schema: JSON) -> [String] {
        do {
            return AnswerSchema.failures(of: try JSON(parsing: trimmed(text)), schema)
        } catch {
            return ["expected the answer to be JSON, found \(quote(text))"]
        }
    }

    static func trimmed(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// The text on one line, cut to 200 characters.
    static func quote(_ text: String) -> String {
        guard !text.isEmpty else { return "nothing" }
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "`\(line.count > 200 ? line.prefix(199) + "…" : line)`"
    }
}
