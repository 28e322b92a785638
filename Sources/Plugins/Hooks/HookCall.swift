internal import RecuaCore
internal import RecuaProcess

/// What a hook starts, as a value.
struct HookCall: Sendable {
    let command: Command
    /// In the environment of all that it starts, and of nothing else.
    let mark: String

    /// Writes the artifacts and the failure into the step's scratch folder.
    ///
    /// - Throws: ``Diagnostic`` `hooks.folder`; `secret.missing`.
    init(_ name: String, _ hook: Hook, _ step: HookStep.Running, failure: StepFailure? = nil) throws {
        let folder = Files.resolve(hook.folder ?? ".", in: step.stack.folder)
        guard Files.facts(folder)?.isFolder == true else {
            throw Diagnostic(
                "hooks.folder", "there is no folder `\(folder)` to run the hook `\(name)` in",
                pointer: "/hooks/\(name)/folder")
        }
        let variables = HookVariables(name, step, failure)
        try Files.write(variables.artifacts, to: variables.file)
        if let failure = variables.failure { try Files.write(failure, to: variables.failureFile) }
        for variable in variables.omitted {
            step.host.log(
                "`\(variable)` is too long to be a variable: its value is in `$\(HookVariables.file(of: variable))`")
        }
        var environment = step.host.environment
        for (key, secret) in hook.secrets ?? [:] { environment[key] = try step.host.resolve(secret) }
        environment.merge(variables.values) { _, own in own }
        let own = HookMark.value(step.host.folder)
        environment[HookMark.variable] = own
        let words = hook.words(in: folder)
        command = Command(words[0], Array(words.dropFirst()), environment: environment, folder: folder)
        mark = "\(HookMark.variable)=\(own)"
    }
}
