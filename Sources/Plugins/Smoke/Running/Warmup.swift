import RecuaCore

/// Waits for the server to be healthy: the first request of all, which may have to start it.
struct Warmup {
    let client: ModelClient
    let limit: Duration
    /// Between two looks.
    let pause: Duration
    /// A server that breaks off, refuses or fails this often is not about to start.
    private let patience = 30

    struct Outcome {
        var test: Report.Case
        /// False when nothing that could be tested answers.
        var isReachable: Bool
        /// Seconds to health, when the server was not there at once.
        var coldStart: Double?
    }

    func outcome() async throws -> Outcome {
        let clock = ContinuousClock()
        let start = clock.now
        var looks = 0
        var faults = 0
        while true {
            looks += 1
            let look = try await look(within: max(.milliseconds(1), limit - (clock.now - start)))
            let spent = clock.now - start
            if look.isStarting { faults = look.isFault ? faults + 1 : 0 }
            guard look.isStarting, faults < patience, spent + pause < limit else {
                return outcome(look, spent.inSeconds, looks)
            }
            try await Task.sleep(for: pause)
        }
    }

    /// What one request to `/health` found.
    private enum Look {
        case answered(Answer)
        case failed(Diagnostic)

        /// True when a later look may find something else.
        var isStarting: Bool {
            switch self {
            // 502 to 504 are a front's words for a server that is not there yet; 403 is a function URL's until its
            // permission, which is made a moment later, is known everywhere.
            case .answered(let answer): [403, 429, 500, 502, 503, 504].contains(answer.status)
            case .failed(let diagnostic):
                ["network.refused", "network.reset", "network.name"].contains(diagnostic.code)
            }
        }

        /// False for what a sound server says while it loads its model.
        var isFault: Bool {
            if case .answered(let answer) = self { return ![429, 503].contains(answer.status) }
            return true
        }
    }

    private func look(within limit: Duration) async throws -> Look {
        do {
            return .answered(try await client.answer(to: .get("/health"), within: limit))
        } catch let diagnostic as Diagnostic {
            return .failed(diagnostic)
        }
    }

    private func outcome(_ look: Look, _ seconds: Double, _ looks: Int) -> Outcome {
        switch look {
        case .answered(let answer):
            let failures = SmokeExpectation().failures(of: answer, mustSpeak: false)
            var test = Report.Case(
                name: "health", passed: failures.isEmpty, failures: failures, duration: answer.duration.inSeconds)
            test.status = answer.status
            // A server that runs answers within a second.
            let coldStart = failures.isEmpty && (looks > 1 || seconds > 1) ? seconds : nil
            return Outcome(test: test, isReachable: !look.isStarting, coldStart: coldStart)
        case .failed(let diagnostic):
            let test = Report.Case(name: "health", passed: false, failures: [diagnostic.message], duration: seconds)
            return Outcome(test: test, isReachable: false)
        }
    }
}
