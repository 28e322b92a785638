import RecuaCore

/// Stacks that the ledger knows and the manifest does not have.
struct Undeclared {
    /// Those that no manifest here has, sorted.
    var orphans: [String] = []
    /// Those that another manifest of the same project has, sorted.
    var elsewhere: [String] = []
    /// Those of which that cannot be told, sorted: all, where there is a ``doubt``.
    var uncertain: [String] = []
    /// Why it cannot be told which are which; then they are neither.
    var doubt: Diagnostic?

    init(orphans: [String]) { self.orphans = orphans }

    /// - Parameter declared: names of the manifest's stacks.
    init(in snapshot: LedgerSnapshot, declared: [String], _ engine: Engine, _ context: CommandContext) {
        self.init(snapshot.standingStacks(besides: Set(declared)), engine, context)
    }

    /// - Parameter stacks: names that the manifest does not have, sorted.
    init(_ stacks: [String], _ engine: Engine, _ context: CommandContext) {
        let reader = ManifestReader(environment: context.environment, workingFolder: context.workingFolder)
        do {
            let others = try engine.declaredElsewhere(stacks, by: reader)
            orphans = stacks.filter { !others.contains($0) }
            elsewhere = others.sorted()
        } catch {
            uncertain = stacks
            doubt = Diagnostics.from(error).first
        }
    }

    /// As something to be told by who calls no stack an orphan then.
    var warning: Diagnostic? {
        var warning = doubt
        warning?.severity = .warning
        return warning
    }
}
