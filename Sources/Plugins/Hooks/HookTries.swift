internal import RecuaCore
internal import RecuaProcess

/// Runs a hook until it succeeds or has been tried often enough.
struct HookTries {
    let name: String
    let hook: Hook
    let host: StepHost
    /// What waits between two tries.
    let clock: any Clock<Duration>

    /// - Throws: ``Diagnostic`` `hooks.failed` or `hooks.timeout` for the last try; `CancellationError`.
    func run(_ call: HookCall) async throws {
        let count = hook.retries + 1
        for number in 1...count {
            if count > 1 { host.log("try \(number) of \(count)", level: .debug) }
            guard let failure = try await failure(of: call) else { return }
            guard number < count else { throw diagnostic(failure, count, call.command) }
            let pause = Self.pause(after: number)
            host.log("\(failure.words); it is tried again in \(pause.components.seconds)s", level: .warning)
            try await clock.sleep(for: pause)
        }
    }

    /// One second, then twice as long each time, half a minute at most.
    static func pause(after number: Int) -> Duration { .seconds(min(30, 1 << min(number - 1, 5))) }

    private enum Failure {
        case ended(Finished.Status)
        case tookLonger(than: TimeSpan)

        var words: String {
            switch self {
            case .ended(let status): "\(status)"
            case .tookLonger(let span): "did not end within \(span.text)"
            }
        }
    }

    /// - Returns: nil when it succeeded.
    private func failure(of call: HookCall) async throws -> Failure? {
        let session = HookSession(call: call) { host.log($0) }
        do {
            guard let status = try await session.run(within: hook.timeout.duration) else {
                return .tookLonger(than: hook.timeout)
            }
            return status == .exited(0) ? nil : .ended(status)
        } catch var problem as Diagnostic {
            problem.pointer = "/hooks/\(name)/run"
            throw problem
        }
    }

    private func diagnostic(_ failure: Failure, _ count: Int, _ command: Command) -> Diagnostic {
        let story = "the hook `\(name)` \(failure.words)\(count > 1 ? ", the last of \(count) tries" : "")"
        switch failure {
        case .ended(let status):
            return Diagnostic(
                "hooks.failed", story, pointer: "/hooks/\(name)/run",
                help: HookObstacle.help(for: status, of: hook, command))
        case .tookLonger:
            return Diagnostic(
                "hooks.timeout", story, pointer: "/hooks/\(name)/timeout",
                help: "give it longer with `timeout:`, if it is only slow")
        }
    }
}
