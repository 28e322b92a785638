import RecuaCore

/// The `error` of an answer.
struct ProgramError: Error, Hashable {
    let message: String
    /// `wheel.no-such-file`, when the program named one.
    let code: String?
    /// `config`, `auth`, `network`, `conflict`, `internal` or `cancelled`.
    let kind: String?
    let help: String?
    let pointer: String?

    init(_ error: JSON) {
        message = error["message"]?.string ?? "an error without a message"
        let data = error["data"]
        code = data?["code"]?.string.flatMap(Self.checkedCode)
        kind = data?["class"]?.string.flatMap(Self.checkedCode)
        help = data?["help"]?.string
        pointer = data?["pointer"]?.string.flatMap(Self.checkedPointer)
    }

    /// As the engine reports it: with the program's own code, or `plugin.CLASS`.
    var diagnostic: Diagnostic {
        let fallback = kind.map { "plugin.\($0)" } ?? "plugin.failed"
        return Diagnostic(code ?? fallback, PlainText.sentence(message), pointer: pointer, help: help)
    }

    /// Codes are matched on, so anything that does not look like one is dropped.
    static func checkedCode(_ text: String) -> String? {
        let isCode = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
        return isCode && !text.isEmpty && text.utf8.count <= 80 ? text : nil
    }

    static func checkedPointer(_ text: String) -> String? { text.hasPrefix("/") ? text : nil }
}
