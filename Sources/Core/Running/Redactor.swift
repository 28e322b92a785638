internal import Synchronization

/// Knows the secrets that were resolved in this process and keeps them out of whatever is shown or kept.
public final class Redactor: Sendable {
    /// The longest first: one may be a part of another.
    private let values = Mutex<[String]>([])

    /// What stands for a secret.
    private static let veil = "•••"

    public init() {}

    /// Values shorter than four characters are not remembered: hiding them would hide ordinary words. Of a value of
    /// several lines each longer line is a secret too, since logs are cut at lines.
    package func remember(_ value: String) {
        let lines = value.split(whereSeparator: \.isNewline).map(String.init)
        let secrets = [value].filter { $0.count >= 4 } + lines.filter { $0.count >= 8 }
        values.withLock { known in
            for secret in secrets where !known.contains(secret) {
                let size = secret.utf8.count
                known.insert(secret, at: known.firstIndex { $0.utf8.count < size } ?? known.endIndex)
            }
        }
    }

    /// All that is kept out, the longest first.
    var known: [String] { values.withLock { $0 } }

    /// The text with every known secret replaced.
    public func redact(_ text: String) -> String {
        known.reduce(text) { $0.contains($1) ? $0.replacing($1, with: Self.veil) : $0 }
    }

    /// The value with every known secret replaced, in names of members and in numbers too.
    package func redact(_ json: JSON) -> JSON { json.veiled(known, as: Self.veil) }

    package func redact(_ diagnostic: Diagnostic) -> Diagnostic {
        var clean = diagnostic
        clean.code = redact(code: diagnostic.code)
        clean.pointer = diagnostic.pointer.map { redact($0) as String }
        clean.message = redact(diagnostic.message)
        clean.help = diagnostic.help.map { redact($0) as String }
        clean.cause = diagnostic.cause.map { redact($0) as String }
        clean.related = diagnostic.related.map { Diagnostic.Related(redact($0.message), at: $0.place) }
        return clean
    }

    func redact(_ difference: Difference) -> Difference {
        Difference(
            redact(difference.what), recorded: difference.recorded.map { redact($0) as String },
            found: difference.found.map { redact($0) as String })
    }

    /// Codes are matched on, so a word stands for a secret here, and the code's first part, which says whose it is, is not
    /// taken for a short one. Small letters are no disguise.
    private func redact(code: String) -> String {
        let secrets = known.map { $0.lowercased() }
        if secrets.isEmpty { return code }
        let long = secrets.filter { $0.count >= 8 }.reduce(code) { $0.replacing($1, with: "secret") }
        let parts = long.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return parts.enumerated().map { $0 > 0 && secrets.contains($1) ? "secret" : $1 }.joined(separator: ".")
    }
}
