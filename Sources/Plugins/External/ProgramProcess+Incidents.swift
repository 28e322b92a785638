import Glibc
import RecuaCore
import Subprocess
import Synchronization

extension ProgramProcess {
    /// What an incident tells besides, as it is now.
    ///
    /// - Parameters:
    ///   - stacks: that it touches.
    ///   - mark: of what was not understood that alone counts which came later.
    func circumstances(stacks: [String], since mark: Int = 0) -> Circumstances {
        state.withLock { $0.log }?.catchUp()
        return state.withLock { state in
            Circumstances(
                stacks: stacks, misunderstood: state.misunderstandings.excerpt(since: mark), words: state.words.last(10)
            )
        }
    }

    /// What was made of an answer and failed, with all that an incident tells where that is the program's fault.
    func incident(from error: any Error, _ listener: Listener) -> any Error {
        switch error {
        case let failed as FailedOutput:
            return FailedOutput(failed.artifact, failed.problems.map { told($0, listener) })
        case let several as Diagnostics: return Diagnostics(several.all.map { told($0, listener) })
        case let one as Diagnostic: return told(one, listener)
        default: return error
        }
    }

    private func told(_ diagnostic: Diagnostic, _ listener: Listener) -> Diagnostic {
        guard Self.ownFaults.contains(diagnostic.code), diagnostic.related.isEmpty else { return diagnostic }
        var diagnostic = diagnostic
        var circumstances = circumstances(stacks: [listener.stack].compactMap(\.self))
        // What was waited for has come.
        circumstances.misunderstood = nil
        diagnostic.related = circumstances.notes
        diagnostic.place = diagnostic.place ?? identity.place
        return diagnostic
    }

    /// Codes of what is wrong with an answer or a checkpoint.
    private static let ownFaults: Set<String> = [
        "plugin.protocol", "plugin.digest", "plugin.artifact", "plugin.secret", "run.checkpoint",
        "plugin.description", "plugin.name", "plugin.protocol-version",
    ]

    /// How the process ended.
    func incident(_ status: TerminationStatus) -> Diagnostic {
        let verdict = state.withLock { $0.verdict ?? ($0.isOverdue && isKilled(status) ? Self.deprived : nil) }
        let circumstances = circumstances(stacks: requests.stacks)
        if let sandbox = command.sandbox, let last = circumstances.words.last, last.hasPrefix("bwrap: ") {
            return diagnostic(of: sandbox, SandboxFailure(description: last))
        }
        return Incident(
            program: identity, status: status, verdict: verdict, circumstances: circumstances,
            isSandboxed: command.sandbox != nil
        ).diagnostic
    }

    /// Whether it ended by a signal as Recua sends it.
    private func isKilled(_ status: TerminationStatus) -> Bool {
        switch status {
        case .signaled(let signal): [SIGTERM, SIGKILL].contains(signal)
        // So bubblewrap tells it.
        case .exited(let code): command.sandbox != nil && [SIGTERM, SIGKILL].contains(code - 128)
        }
    }

    /// The sandbox stands when it is the program that cannot be executed in it.
    private func diagnostic(of sandbox: ProgramSandbox, _ failure: SandboxFailure) -> Diagnostic {
        if failure.description.hasPrefix("bwrap: execvp ") { return command.diagnostic(for: failure, identity) }
        SandboxProbe.forget(sandbox.bubblewrap, in: Store(root: sandbox.store))
        return Diagnostic(
            "plugin.start", "\(identity): its sandbox cannot be made", at: identity.place,
            help: "the same command tries it anew; `sandbox: none` at the plugin does without", cause: failure)
    }

    /// What `bwrap` said when it could not start the program.
    private struct SandboxFailure: Error, CustomStringConvertible {
        let description: String
    }
}
