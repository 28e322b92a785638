/// Several diagnostics thrown as one error: a reader that goes on after the first mistake reports all of them.
public struct Diagnostics: Error, Sendable, Hashable {
    /// In the order in which they were found.
    public var all: [Diagnostic]

    public init(_ all: [Diagnostic]) { self.all = all }

    /// What any error says as diagnostics: itself when it is one, else one with `code` that carries its text.
    public static func from(_ error: any Error, code: String = "internal.error") -> [Diagnostic] {
        switch error {
        case let diagnostics as Diagnostics: diagnostics.all
        case let diagnostic as Diagnostic: [diagnostic]
        case let failed as FailedOutput: failed.problems
        case is CancellationError: [Diagnostic("run.cancelled", "cancelled")]
        default: [Diagnostic(code, "\(error)")]
        }
    }
}

extension Diagnostics: CustomStringConvertible {
    public var description: String { all.map(\.description).joined(separator: "\n") }
}
