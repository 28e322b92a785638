/// Reads `plugins:`.
struct ProgramDeclarations {
    let folder: String
    private(set) var declarations: [ProgramDeclaration] = []
    private(set) var diagnostics: [Diagnostic] = []

    init(folder: String) { self.folder = folder }

    static let schema = Schema.object([
        .required(
            "run",
            .either(.string(length: 1 ... .max), .array(of: .string(length: 1 ... .max), count: 1 ... .max))
                .about("The program, as a path from the manifest's folder or a name in PATH, and its arguments")
        ),
        .optional(
            "files",
            .array(of: .string(format: .path))
                .about("Other files that the plugin is made of: a change in one makes it a new version")
        ),
    ])

    /// The same plugin may be declared in several files, in the same words.
    mutating func add(_ members: [Node.Member]) {
        for member in members {
            guard let declaration = declaration(member) else { continue }
            if let first = declarations.first(where: { $0.name == declaration.name }) {
                if first.run != declaration.run || first.files != declaration.files { refuse(member, first) }
            } else {
                declarations.append(declaration)
            }
        }
    }

    private mutating func declaration(_ member: Node.Member) -> ProgramDeclaration? {
        guard Name.isValid(member.key, limit: 40) else {
            diagnostics.append(
                Diagnostic(
                    "manifest.plugin-name", "`\(member.key)` cannot name a plugin", at: member.keyPlace,
                    help: "small letters, digits and dashes, a letter first, at most 40"
                )
            )
            return nil
        }
        let mistakes = Self.schema.check(member.value, name: "plugins.\(member.key)", at: member.keyPlace)
        diagnostics += mistakes
        guard mistakes.isEmpty, let run = member.value["run"], let program = (run.items ?? [run]).first else {
            return nil
        }
        let words = (run.items ?? [run]).compactMap(\.string)
        guard let name = words.first else { return nil }
        let path = name.contains("/") ? Files.resolve(name, in: folder) : nil
        if let path, !check(program, name, path) { return nil }
        return ProgramDeclaration(
            name: member.key, place: member.keyPlace, run: [path ?? name] + words.dropFirst(),
            files: (path.map { [$0] } ?? []) + named(words.dropFirst()) + declared(member.value), folder: folder
        )
    }

    /// The arguments that name files, such as the script after an interpreter.
    private func named(_ arguments: ArraySlice<String>) -> [String] {
        arguments.map { Files.resolve($0, in: folder) }.filter { Files.facts($0)?.isFolder == false }
    }

    private mutating func declared(_ plugin: Node) -> [String] {
        var paths: [String] = []
        for file in plugin["files"]?.items ?? [] {
            let path = Files.resolve(file.string ?? "", in: folder)
            if !Files.exists(path) { refuse(file, "there is no file `\(file.string ?? "")`") }
            paths.append(path)
        }
        return paths
    }

    private mutating func check(_ program: Node, _ name: String, _ path: String) -> Bool {
        guard let facts = Files.facts(path) else {
            refuse(program, "there is no program `\(name)`", help: "paths start at the manifest's folder: `\(path)`")
            return false
        }
        if facts.isFolder {
            refuse(program, "`\(name)` is a folder, expected a program")
        } else if !facts.isExecutable {
            refuse(program, "`\(name)` is not executable", help: "run: chmod +x \(path)")
        }
        return !facts.isFolder && facts.isExecutable
    }

    private mutating func refuse(_ node: Node, _ message: String, help: String? = nil) {
        diagnostics.append(Diagnostic("manifest.plugin-program", message, at: node.place, help: help))
    }

    private mutating func refuse(_ member: Node.Member, _ first: ProgramDeclaration) {
        diagnostics.append(
            Diagnostic(
                "manifest.duplicate-plugin", "the plugin `\(member.key)` is declared twice, and not alike",
                at: member.keyPlace,
                related: [.init("it is first declared here", at: first.place)]
            )
        )
    }
}
