import RecuaCore

/// The saved plan that a command line names in place of stacks, if it does.
enum PlanChoice {
    /// - Throws: ``Diagnostic`` `usage.plan` when something else is chosen besides, and what reading throws.
    static func plan(
        _ selection: StackSelection, _ manifest: ManifestOptions, refresh: Bool, _ context: CommandContext
    ) throws -> Engine.Approval? {
        guard let name = selection.stacks.first(where: SavedPlan.isFileName) else { return nil }
        guard selection.stacks.count == 1 else {
            throw Diagnostic(
                "usage.plan", "the saved plan `\(name)` names its stacks itself", help: "leave the other names out")
        }
        let options = [
            ("--file", manifest.file != nil), ("--profile", manifest.profile != nil),
            ("--target", manifest.target != nil), ("--set", !manifest.overrides.isEmpty), ("--refresh", refresh),
        ]
        if let (option, _) = options.first(where: \.1) {
            throw Diagnostic(
                "usage.plan", "`\(option)` was chosen when the plan `\(name)` was made, and cannot be chosen again",
                help: "leave it out, or plan again with it")
        }
        return .init(try SavedPlan.read(Files.resolve(name, in: context.workingFolder), name: name), name: name)
    }
}

extension SavedPlan.Choice {
    /// The options of the command that made the plan.
    func apply(to options: ManifestOptions) -> ManifestOptions {
        var chosen = options
        (chosen.file, chosen.profile, chosen.target, chosen.overrides) = (file, profile, target, overrides)
        return chosen
    }
}
