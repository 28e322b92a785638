public import RecuaCore

/// How a program is started in the sandbox of plugins by others than Recua's own host: who tries it, or plays to it what
/// was said once.
public struct ProgramConfinement: Sendable {
    /// The program's words, and what comes before them.
    public struct Start: Sendable, Hashable {
        /// Up to the program's own; none without a sandbox.
        public let words: [String]
        public let environment: [String: String]
    }

    private let declaration: ProgramDeclaration
    private let environment: [String: String]
    private let store: Store

    /// - Parameters:
    ///   - declaration: what is started, and whether in a sandbox.
    ///   - environment: all variables; `PATH` leads to `bwrap`.
    ///   - store: where the program's cache is, which it may write when it may write at all.
    public init(_ declaration: ProgramDeclaration, environment: [String: String], store: Store) {
        self.declaration = declaration
        self.environment = environment
        self.store = store
    }

    /// Whether it is started in a sandbox, and why not.
    public var isolation: ProgramIsolation { get async throws { try await program([:], hasNetwork: false).isolation } }

    /// - Parameters:
    ///   - variables: what it is given.
    ///   - folders: what it may write; none for one of which nothing may come but answers, and which has no network then.
    public func start(
        with variables: [String: String], writing folders: [String], hasNetwork: Bool
    ) async throws -> Start {
        let command = try await program(variables, hasNetwork: hasNetwork).command(writing: folders)
        let words = command.sandbox.map { [$0.bubblewrap] + $0.arguments } ?? []
        return Start(words: words, environment: command.environment)
    }

    private func program(_ variables: [String: String], hasNetwork: Bool) throws -> SandboxedProgram {
        let command = try ProgramCommand(declaration, variables: Array(variables.keys), environment: variables)
        return SandboxedProgram(declaration, command, hasNetwork: hasNetwork, store: store, environment: environment)
    }
}
