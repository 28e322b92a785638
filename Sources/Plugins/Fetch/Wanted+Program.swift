internal import RecuaCore
internal import RecuaGGUF
internal import RecuaOCI

extension Wanted {
    /// - Parameter target: the stack's.
    /// - Throws: ``Diagnostic`` `fetch.architecture` for a program that will not run where the stack does.
    func checkProgram(_ facts: ModelFileFacts, on target: String) throws {
        guard role.isProgram, let known = facts.engine?.architectures, !known.isEmpty,
            !known.contains(architecture.rawValue)
        else { return }
        throw Diagnostic(
            "fetch.architecture",
            "`\(name)` has no program for \(architecture.rawValue), where the model is to run: it is for "
                + known.joined(separator: " and "),
            pointer: "/model/\(role.rawValue)",
            help: "choose another file" + (Self.key(on: target).map { ", or the other `\($0)`" } ?? ""))
    }

    /// Where a stack says for which processor it is: nil for this machine, which is what it is.
    private static func key(on target: String) -> String? {
        switch target {
        case "lambda": "function.architecture"
        case "local": nil
        default: "image.architecture"
        }
    }
}
