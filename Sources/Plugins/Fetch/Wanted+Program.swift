internal import RecuaCore
internal import RecuaGGUF
internal import RecuaOCI

extension Wanted {
    /// - Throws: ``Diagnostic`` `fetch.architecture` for a program that will not run where the stack does.
    func checkProgram(_ facts: ModelFileFacts) throws {
        guard role.isProgram, let known = facts.engine?.architectures, !known.isEmpty,
            !known.contains(architecture.rawValue)
        else { return }
        throw Diagnostic(
            "fetch.architecture",
            "`\(name)` has no program for \(architecture.rawValue), where the model is to run: it is for "
                + known.joined(separator: " and "),
            pointer: "/model/\(role.rawValue)",
            help: "choose another file; for the target `lambda`, or the other `function.architecture`")
    }
}
