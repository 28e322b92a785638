internal import RecuaCore

/// A place of a file that did not deliver, and why.
struct FailedPlace: Sendable, Hashable {
    /// For people.
    var name: String
    var problem: Diagnostic

    /// False for what no other place can mend: a full disk, a store that cannot be written.
    var isOfPlace: Bool { Self.isOfPlace(problem) }

    static func isOfPlace(_ problem: Diagnostic) -> Bool {
        !(problem.code == "fetch.disk" || problem.code.hasPrefix("store."))
    }

    /// The failure with its place, unless its own words name it.
    var text: String {
        problem.message.contains(name) ? problem.message : "`\(name)`: \(problem.message)"
    }

    /// The first failure, with those of the mirrors beside it.
    static func summary(_ failures: [FailedPlace]) -> Diagnostic {
        guard let first = failures.first else { return Diagnostic("fetch.source", "the source is empty") }
        guard failures.count > 1 else { return first.problem }
        var summary = first.problem
        summary.message = first.text
        summary.related += failures.dropFirst().map { Diagnostic.Related("a mirror failed too: \($0.text)") }
        return summary
    }
}
