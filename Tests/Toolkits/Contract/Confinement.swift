import RecuaContract
import RecuaCore
import RecuaExternal

/// The sandbox of plugins, as `recua plugin check` uses it.
struct Confinement: WireConfinement {
    private let confinement: ProgramConfinement

    init(_ program: WireProgram, _ store: Store) {
        let start = Place.Position(line: 1, column: 1, offset: 0)
        let declaration = ProgramDeclaration(
            name: "probe", place: Place(file: "recua.yaml", start: start, end: start), run: program.run,
            files: program.run, folder: program.folder)
        confinement = ProgramConfinement(declaration, environment: program.environment, store: store)
    }

    func confined(_ program: WireProgram, writing folders: [String], hasNetwork: Bool) async throws -> WireProgram {
        let start = try await confinement.start(
            with: program.environment, writing: folders, hasNetwork: hasNetwork)
        var confined = program
        (confined.sandbox, confined.environment) = (start.words, start.environment)
        return confined
    }
}
