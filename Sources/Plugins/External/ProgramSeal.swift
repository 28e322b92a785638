import RecuaCore

/// The bytes that a command was planned with: a program is started from them, or not at all.
///
/// What a step makes goes on record under their digest, and what is locked is held against it only once.
struct ProgramSeal: Sendable, Hashable {
    /// Of its errors.
    static let code = "plugin.replaced"

    private let declaration: ProgramDeclaration
    private let program: Digest
    /// The root of the store that remembers digests.
    private let store: String
    private let environment: [String: String]

    init(_ declaration: ProgramDeclaration, _ program: Digest, _ store: Store, _ environment: [String: String]) {
        self.declaration = declaration
        self.program = program
        self.store = store.root
        self.environment = environment.filter { $0.key == "PATH" }
    }

    /// Its files as they were when it was about to start. Of folders the contents alone count: what a language keeps of
    /// what it has read may come to lie there.
    struct Sight: Sendable, Hashable {
        fileprivate let facts: [Files.Facts]
    }

    /// Looks at the files right before the start.
    ///
    /// - Throws: ``Diagnostic`` `plugin.replaced` when they are not those that the command was planned with.
    func opened(by identity: ProgramIdentity) throws -> Sight {
        let sight = sight
        try check(by: identity)
        return sight
    }

    /// Looks again once the program has said what it is: it has been read by then. A file that somebody exchanged and put
    /// back meanwhile is not as it was either.
    ///
    /// - Throws: as ``opened(by:)``.
    func check(since sight: Sight, by identity: ProgramIdentity) throws {
        try check(by: identity)
        guard self.sight == sight else { throw replaced(identity, "while it was started") }
    }

    private func check(by identity: ProgramIdentity) throws {
        let now = try declaration.digest(in: Store(root: store), environment: environment)
        guard now == program else {
            throw replaced(identity, "since the command began: sha256 \(program.short)… → \(now.short)…")
        }
    }

    private var sight: Sight { Sight(facts: declaration.files.compactMap(Files.facts).filter(\.isRegular)) }

    private func replaced(_ identity: ProgramIdentity, _ when: String) -> Diagnostic {
        Diagnostic(
            Self.code, "\(identity) has been replaced \(when)", at: identity.place,
            help: "run the command again: it plans with what is there then")
    }
}
