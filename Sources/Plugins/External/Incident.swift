import RecuaCore
import Subprocess

/// How a process ended while it was needed: one diagnostic, shared by all who waited.
struct Incident {
    /// Why Recua ended it, when it did.
    struct Verdict: Sendable {
        var code: String
        /// What the program did, after its name: `wrote a line of more than 4 MiB`.
        var deed: String
    }

    let program: ProgramIdentity
    let status: TerminationStatus?
    let verdict: Verdict?
    let circumstances: Circumstances
    /// True when its status is told by what it ran in: of a signal, 128 and the signal's number.
    let isSandboxed: Bool

    var diagnostic: Diagnostic {
        Diagnostic(
            verdict?.code ?? "plugin.crashed", "\(program) \(verdict?.deed ?? ending)", at: program.place,
            help: "this is a mistake in the plugin `\(program.name)` or in what it needs, not in the manifest",
            related: circumstances.notes
        )
    }

    private var ending: String {
        switch status {
        case .exited(let code) where isSandboxed && Self.names[code - 128] != nil: Self.killed(by: code - 128)
        case .exited(let code): "ended with status \(code) before it answered"
        case .signaled(let signal): Self.killed(by: signal)
        case nil: "ended before it answered"
        }
    }

    private static func killed(by signal: Int32) -> String {
        "was ended by signal \(signal)\(names[signal].map { " (\($0))" } ?? "") before it answered"
    }

    /// The signals that end programs, under the numbers that Linux gives them everywhere.
    private static let names: [Int32: String] = [
        1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL", 11: "SEGV", 13: "PIPE",
        15: "TERM",
    ]
}
