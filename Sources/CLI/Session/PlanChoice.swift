import RecuaCore

/// The saved plan that a command line names in place of stacks, if it does.
enum PlanChoice {
    /// - Throws: ``Diagnostic`` `usage.plan` when something else is chosen besides, `plan.manifest` where the manifest is
    ///   not found any more, and what reading throws.
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
                "usage.plan",
                "the plan `\(name)` has all that it was made with, and `\(option)` cannot be chosen again",
                help: "leave it out, or plan again with it")
        }
        var plan = try SavedPlan.read(Files.resolve(name, in: context.workingFolder), name: name)
        plan.choice.file = try file(of: plan, name: name, context)
        return .init(plan, name: name)
    }

    /// Where the manifest lies, absolute.
    ///
    /// - Parameter file: what `-f` names, if anything.
    /// - Throws: ``Diagnostic`` `manifest.missing`.
    static func place(of file: String?, _ context: CommandContext) throws -> String {
        try ManifestReader(environment: context.environment, workingFolder: context.workingFolder).place(of: file)
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
