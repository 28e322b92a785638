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
    func declaration(_ name: String, isSandboxed: Bool, at place: Place = .typed) -> ProgramDeclaration {
        let files = run.map { Files.resolve($0, in: folder) }.filter { Files.facts($0)?.isFolder == false }
        var declaration = ProgramDeclaration(name: name, place: place, run: run, files: files, folder: folder)
        declaration.bounds.isSandboxed = isSandboxed
        return declaration
    }
}

extension Place {
    /// The command line of `recua plugin check`.
    static let typed = commandLine("recua plugin check")

    /// The command line of `recua plugin trace --replay`.
    static let replayed = commandLine("recua plugin trace --replay")

    private static func commandLine(_ command: String) -> Place {
        let start = Position(line: 1, column: 1, offset: 0)
        return Place(file: command, start: start, end: start)
    }
}
