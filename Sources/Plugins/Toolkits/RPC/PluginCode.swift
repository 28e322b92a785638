/// Whose a code is: a program's begin with its name, so that nobody takes them for another's.
package enum PluginCode {
    /// What the libraries and Recua itself say of programs.
    private static let shared = ["plugin.", "program."]

    /// The code as it is reported of the plugin `name`: `pip.failed` of `wheel` is `wheel.pip.failed`.
    package static func owned(_ code: String, by name: String) -> String {
        let isOwned = code == name || code.hasPrefix("\(name).") || shared.contains(where: code.hasPrefix)
        return isOwned ? code : "\(name).\(code)"
    }
}

extension AnswerError {
    /// The same as it is reported of the plugin `name`.
    package func owned(by name: String) -> AnswerError {
        var error = self
        error.code = code.map { PluginCode.owned($0, by: name) }
        return error
    }
}
