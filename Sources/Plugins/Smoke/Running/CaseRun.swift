import RecuaCore

/// One case put to one endpoint, with its repetitions and retries.
struct CaseRun {
    let test: SmokeCase
    let settings: SmokeSection.Settings
    let client: ModelClient
    /// What no ``SmokeExpectation`` can say, of an answer with the right status.
    var alsoExpected: (Answer) -> [String] = { _ in [] }

    /// - Throws: `CancellationError` only: whatever else goes wrong is a failure of the case.
    func result() async throws -> Report.Case {
        var attempt = try await attempt()
        var attempts = 1
        while !attempt.failures.isEmpty, attempts <= settings.retries {
            attempt = try await self.attempt()
            attempts += 1
        }
        return attempt.reported(as: test.title, attempts: attempts)
    }

    private func attempt() async throws -> Attempt {
        guard let request = ModelRequest(test, settings, modelName: client.endpoint.modelName) else {
            return Attempt(failures: ["the case asks nothing"])
        }
        var attempt = Attempt()
        for number in 1...max(1, test.repetitions) {
            do {
                attempt.answers.append(try await answer(to: request))
            } catch let error as CancellationError {
                throw error
            } catch {
                try Task.checkCancellation()
                attempt.failures += labelled(Diagnostics.from(error).map(\.message), number)
                return attempt
            }
            attempt.failures += labelled(await failures(of: attempt.answers[number - 1]), number)
        }
        attempt.failures += differences(attempt.answers)
        return attempt
    }

    /// A server without OpenAI's completions may still speak llama.cpp's.
    private func answer(to request: ModelRequest) async throws -> Answer {
        let answer = try await client.answer(to: request, within: settings.timeout)
        guard answer.status == 404, let native = request.nativeCompletion else { return answer }
        return try await client.answer(to: native, within: settings.timeout)
    }

    private func failures(of answer: Answer) async -> [String] {
        let (expectation, mustSpeak) = (test.expect ?? SmokeExpectation(), test.chat != nil || test.completion != nil)
        // A pattern may take seconds.
        var failures = await OwnThread.value { expectation.failures(of: answer, mustSpeak: mustSpeak) }
        if let texts = test.embed?.items, answer.status == 200, answer.problems.isEmpty,
            answer.embeddings.count != texts.count
        {
            failures.append("expected \(texts.count) embeddings, found \(answer.embeddings.count)")
        }
        return failures.isEmpty ? alsoExpected(answer) : failures
    }

    private func labelled(_ failures: [String], _ number: Int) -> [String] {
        test.repetitions > 1 ? failures.map { "answer \(number): \($0)" } : failures
    }

    private func differences(_ answers: [Answer]) -> [String] {
        guard test.expect?.identical == true, let first = answers.first,
            let index = answers.firstIndex(where: { $0.text != first.text || $0.embeddings != first.embeddings })
        else { return [] }
        let (one, other) = (SmokeExpectation.quote(first.text), SmokeExpectation.quote(answers[index].text))
        return ["expected the same answer every time, found \(one) and, as answer \(index + 1), \(other)"]
    }
}

/// One try of a case.
struct Attempt {
    var failures: [String] = []
    var answers: [Answer] = []

    /// The measures are those of the last answer.
    func reported(as name: String, attempts: Int) -> Report.Case {
        let answer = answers.last
        var report = Report.Case(
            name: name, passed: failures.isEmpty, failures: failures, attempts: attempts,
            duration: answer?.duration.inSeconds ?? 0
        )
        report.status = answer?.status
        report.answer = answer.map { String($0.text.prefix(2000)) }
        report.timeToFirstToken = answer?.timeToFirstToken?.inSeconds
        report.tokensPerSecond = answer?.tokensPerSecond?.value
        report.isRateByClock = answer?.tokensPerSecond.flatMap { $0.isByClock ? true : nil }
        report.promptTokens = answer?.promptTokens
        report.completionTokens = answer?.completionTokens
        return report
    }
}
