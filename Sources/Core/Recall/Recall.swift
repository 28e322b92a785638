/// The answers that commands gave, by what was asked.
///
/// A command that finds nothing to do, or that only looks, says the same again as long as nothing that it looked at has
/// changed: then no YAML is parsed, no database opened, no lock taken, nothing written, and no process started. Answers are
/// kept in the store, one file each, and are as safe to delete as everything there.
package struct Recall: Sendable {
    /// So many answers are kept; the oldest go first.
    private static let limit = 200

    private let folder: String
    private let key: Digest
    private let environment: [String: String]

    /// - Parameters:
    ///   - question: everything that was asked: the arguments, the working folder, the program, how text is shown.
    ///   - environment: the process's own.
    package init(_ question: [String], store: Store, environment: [String: String]) {
        folder = "\(store.root)/answers"
        key = Digest(of: JSON.array(question.map { .string($0) }).text())
        self.environment = environment
    }

    /// What was answered before, if it still stands.
    package func answer() -> Answer.Words? {
        guard let bytes = try? Files.read(path, limit: 256 << 20) else { return nil }
        return AnswerReader(bytes, environment: environment)?.words()
    }

    /// Keeps an answer, if nothing it rests on has moved since `trace` began.
    ///
    /// - Parameter variables: names of the environment variables that count; a trailing `*` matches a prefix.
    package func keep(_ words: Answer.Words, trace: Trace, variables: Set<String>) {
        guard var sights = trace.settledSights() else { return }
        sights.salt = VariableDigest.newSalt()
        for name in variables {
            sights.environment[name] = .some(VariableDigest.of(name, in: environment, salt: sights.salt))
        }
        let answer = Answer(words: words, sights: sights)
        // An answer that cannot be kept is worked out again the next time.
        try? Files.createFolder(folder, mode: 0o700)
        try? Files.write(AnswerWriter.bytes(of: answer), to: path, mode: 0o600, isDurable: false)
        forgetTheOldest()
    }

    private func forgetTheOldest() {
        guard let names = try? Files.list(folder), names.count > Self.limit else { return }
        let aged = names.map { ("\(folder)/\($0)", Files.facts("\(folder)/\($0)")?.modified ?? 0) }.sorted {
            $0.1 < $1.1
        }
        for (path, _) in aged.prefix(names.count - Self.limit) { try? Files.remove(path) }
    }

    private var path: String { "\(folder)/\(key.hex)" }
}
