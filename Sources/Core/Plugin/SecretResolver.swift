/// Turns `${env:NAME}` and `${file:path}` into what they stand for.
public struct SecretResolver: Sendable {
    private let environment: [String: String]
    private let folder: String
    let redactor: Redactor
    /// Knows the values, when this process does not.
    private var owner: (@Sendable (String) throws -> String)?

    /// - Parameters:
    ///   - folder: where relative paths of `${file:…}` start.
    ///   - redactor: is told every value that is handed out.
    public init(environment: [String: String], folder: String, redactor: Redactor = Redactor()) {
        self.environment = environment
        self.folder = folder
        self.redactor = redactor
    }

    /// A resolver that asks somebody else for the value of each text with a reference.
    package init(asking owner: @escaping @Sendable (String) throws -> String) {
        self.init(environment: [:], folder: "/")
        self.owner = owner
    }

    /// - Throws: ``Diagnostic`` `secret.missing` for an unset variable or unreadable file, `secret.syntax` for an
    ///   unknown kind of reference. Never with a value in its text.
    public func resolve(_ text: String) throws -> String {
        let pieces = try ReferenceText.pieces(of: text)
        if let owner, pieces.contains(where: \.isReference) { return try owner(text) }
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .environment(let name):
                guard let value = environment[name] else {
                    throw Diagnostic(
                        "secret.missing", "`${env:\(name)}`: the environment variable `\(name)` is not set",
                        help: "set it: export \(name)=…"
                    )
                }
                redactor.remember(value)
                result += value
            case .file(let path):
                let value = try contents(of: path)
                redactor.remember(value)
                result += value
            }
        }
        return result
    }

    /// What the text and each of its references stand for, as ``redactor`` would keep it out; without the references
    /// that lead nowhere.
    package func values(in text: String) -> Set<String> {
        let redactor = Redactor()
        let resolver = SecretResolver(environment: environment, folder: folder, redactor: redactor)
        if let value = try? resolver.resolve(text) { redactor.remember(value) }
        return Set(redactor.known)
    }

    /// The file's text without one trailing newline.
    private func contents(of path: String) throws -> String {
        let file = Files.resolve(path, in: folder)
        do {
            var text = try Files.readText(file, limit: 1 << 20)
            if text.hasSuffix("\n") { text.removeLast() }
            return text
        } catch {
            throw Diagnostic("secret.missing", "`${file:\(path)}`: the file `\(file)` cannot be read", cause: error)
        }
    }
}
