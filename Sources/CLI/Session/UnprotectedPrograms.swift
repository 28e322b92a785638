import RecuaCore
import RecuaExternal

/// The plugins of a run that should have a sandbox and cannot: their users would think themselves protected.
struct UnprotectedPrograms {
    private let names: [String]
    private let isolation: ProgramIsolation

    /// Those of the steps that are to run. One that the manifest itself takes out of the sandbox is none of them.
    init(_ plan: Plan) async throws {
        var (names, isolation): ([String], ProgramIsolation) = ([], .unavailable)
        for step in plan.stacks.flatMap(\.steps) where !step.state.isSettled {
            guard let program = step.provider as? ProgramPlugin, !names.contains(program.descriptor.name) else {
                continue
            }
            switch try await program.isolation {
            case .missing: isolation = .missing
            case .unavailable: break
            case .off, .sandbox, .network: continue
            }
            names.append(program.descriptor.name)
        }
        (self.names, self.isolation) = (names, isolation)
    }

    /// Nil where there are none.
    var warning: Diagnostic? {
        guard !names.isEmpty, let reason = isolation.reason else { return nil }
        let those = names.map { "`\($0)`" }.joined(separator: ", ")
        let subject = names.count == 1 ? "plugin \(those) runs" : "plugins \(those) run"
        let way = isolation == .missing ? "apt install bubblewrap" : "`recua doctor` says why"
        return Diagnostic(
            "plugin.no-sandbox", "\(subject) without a sandbox, with all that you may do: \(reason)",
            severity: .warning,
            help: "\(way); `sandbox: none` at a plugin says that it is to be so")
    }
}
