import RecuaContract
import RecuaCore
import RecuaExternal

/// The sandbox of plugins, for a program that is tried.
struct TrialConfinement: WireConfinement {
    private let confinement: ProgramConfinement

    /// - Parameter store: keeps what the program keeps for itself.
    init(of program: ProgramDeclaration, store: Store, _ context: CommandContext) {
        confinement = ProgramConfinement(program, environment: context.environment, store: store)
    }

    var isolation: ProgramIsolation { get async throws { try await confinement.isolation } }

    func confined(
        _ program: WireProgram, writing folders: [String], hasNetwork: Bool
    ) async throws -> WireProgram {
        let start = try await confinement.start(
            with: program.environment, writing: folders, hasNetwork: hasNetwork)
        var confined = program
        (confined.sandbox, confined.environment) = (start.words, start.environment)
        return confined
    }
}

extension WireProgram {
    /// As a manifest would declare it.
    func declaration(_ name: String, isSandboxed: Bool) -> ProgramDeclaration {
        let files = run.map { Files.resolve($0, in: folder) }.filter { Files.facts($0)?.isFolder == false }
        var declaration = ProgramDeclaration(name: name, place: .typed, run: run, files: files, folder: folder)
        declaration.bounds.isSandboxed = isSandboxed
        return declaration
    }
}

extension ProgramIsolation {
    /// True where something keeps a program from doing more than it should.
    var isSandbox: Bool { self == .sandbox || self == .network }

    /// Why there is no sandbox, as the end of a sentence; nothing where there is one.
    var lack: String {
        switch self {
        case .sandbox, .network: ""
        case .off: ", without a sandbox"
        case .missing: ", without a sandbox: bubblewrap is not installed"
        case .unavailable: ", without a sandbox: bubblewrap does not work here"
        }
    }
}

extension Place {
    /// The command line.
    static let typed = Place(
        file: "recua plugin check", start: Position(line: 1, column: 1, offset: 0),
        end: Position(line: 1, column: 1, offset: 0))
}
