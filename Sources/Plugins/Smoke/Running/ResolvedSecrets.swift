import RecuaCore
import Synchronization

/// Resolves the secrets of one run and takes them out of what servers send back.
final class ResolvedSecrets: Sendable {
    private let source: @Sendable (Secret) throws -> String
    private let words = Mutex<Set<String>>([])

    init(_ source: @escaping @Sendable (Secret) throws -> String) { self.source = source }

    func resolve(_ secret: Secret) throws -> String {
        let value = try source(secret)
        // Of `Bearer ${env:KEY}`, `Bearer` is no secret; to hide less than four characters would hide ordinary words.
        let plain = Set(secret.reference.split(separator: " "))
        let hidden = value.split(separator: " ").filter { !plain.contains($0) && $0.count >= 4 }
        words.withLock { $0.formUnion(hidden.map(String.init)) }
        return value
    }

    func redacted(_ test: Report.Case) -> Report.Case {
        var clean = test
        clean.answer = test.answer.map(redacted)
        clean.failures = test.failures.map(redacted)
        return clean
    }

    private func redacted(_ text: String) -> String {
        let words = words.withLock { $0 }
        return words.sorted { $0.count > $1.count }.reduce(text) { $0.replacing($1, with: "•••") }
    }
}
