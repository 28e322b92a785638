import RecuaCore

/// Errors on one line.
enum ErrorText {
    static func of(_ error: any Error) -> String {
        Diagnostics.from(error).map { diagnostic in
            "\(diagnostic.message) [\(diagnostic.code)]" + (diagnostic.cause.map { ": \($0)" } ?? "")
        }.joined(separator: "; ")
    }
}
