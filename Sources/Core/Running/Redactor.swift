internal import Synchronization

/// Knows the secrets that were resolved in this process and keeps them out of whatever is shown or kept.
public final class Redactor: Sendable {
    private let values = Mutex<Set<String>>([])

    public init() {}

    /// Values shorter than four characters are not remembered: hiding them would hide ordinary words. Of a value of
    /// several lines each longer line is a secret too, since logs are cut at lines.
    func remember(_ value: String) {
        let lines = value.split(whereSeparator: \.isNewline).map(String.init)
        let secrets = [value].filter { $0.count >= 4 } + lines.filter { $0.count >= 8 }
        values.withLock { $0.formUnion(secrets) }
    }

    /// All that is kept out.
    var known: Set<String> { values.withLock { $0 } }

    /// The text with every known secret replaced.
    public func redact(_ text: String) -> String {
        values.withLock { values in
            values.sorted { $0.count > $1.count }.reduce(text) { text, secret in
                text.contains(secret) ? text.replacing(secret, with: "•••") : text
            }
        }
    }

    func redact(_ diagnostic: Diagnostic) -> Diagnostic {
        var clean = diagnostic
        clean.message = redact(diagnostic.message)
        clean.help = diagnostic.help.map(redact)
        clean.cause = diagnostic.cause.map(redact)
        clean.related = diagnostic.related.map { Diagnostic.Related(redact($0.message), at: $0.place) }
        return clean
    }
}
