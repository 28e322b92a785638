import RecuaTestSupport
import Synchronization

@testable import RecuaCore

extension Bench {
    /// Gives the deployments what they are found again by: their fingerprint, as a tag would hold it, and the reports a
    /// place outside of the project.
    mutating func remember() {
        let tags = Memory()
        local.onRun = { [cloud] step in
            try cloud.create(step.stack.name, token: step.token)
            let deployment = BenchPlugins.deployment(step)
            tags.made.withLock { $0[step.stack.name] = (step.fingerprint, deployment) }
            return deployment
        }
        local.onDestroy = { [cloud] _, step in
            try cloud.remove(step.stack.name)
            tags.made.withLock { $0[step.stack.name] = nil }
        }
        local.onFind = { step in
            guard let (fingerprint, artifact) = tags.made.withLock({ $0[step.stack.name] }) else { return .absent }
            return fingerprint == step.fingerprint
                ? .present(artifact) : .drifted(artifact, [Difference("the port", recorded: "9", found: "8080")])
        }
        local.onSurvey = { steps in
            tags.made.withLock { $0 }.map { name, made in
                Finding(
                    stack: name, output: made.1,
                    by: steps.first { $0.stack.name == name }?.stack.name ?? steps[0].stack.name)
            }
        }
        smoke.onRun = { step in
            let report = FakePlugin.echo(step)
            tags.reports.withLock { $0[step.fingerprint ?? Digest(of: "")] = report }
            return report
        }
        smoke.onFind = { step in
            let report = tags.reports.withLock { $0[step.fingerprint ?? Digest(of: "")] }
            return report.map { .present($0) } ?? .absent
        }
    }

    /// - Parameter alone: true to lose the ledger and keep what lies beside it.
    func loseState(alone: Bool = false) throws {
        try Files.remove(alone ? project.ledger : project.stateFolder)
    }

    @discardableResult
    func adopt(
        _ names: [String] = ["a"], isWhole: Bool = true, isRehearsal: Bool = false
    ) async throws -> AdoptionResult {
        let scope = Engine.AdoptionScope(
            stacks: names.map { stack($0) }, declared: Set(names), isWhole: isWhole)
        return try await engine.adopt(
            scope, isRehearsal: isRehearsal, options: Engine.Options(command: "recua adopt", limits: limits),
            events: log.stream)
    }
}

/// What the world remembers.
private final class Memory: Sendable {
    let made = Mutex<[String: (Digest?, JSON)]>([:])
    let reports = Mutex<[Digest: JSON]>([:])
}

extension AdoptionResult {
    var words: [String] {
        steps.map { step in
            switch step.outcome {
            case .known: "known"
            case .adopted: "adopted"
            case .differs: "differs"
            case .stray: "stray"
            case .conflict: "conflict"
            case .absent: "absent"
            case .left: "left"
            case .failed: "failed"
            }
        }
    }
}
