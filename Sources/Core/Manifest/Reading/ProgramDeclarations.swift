/// Reads `plugins:`.
struct ProgramDeclarations {
    let folder: String
    private(set) var declarations: [ProgramDeclaration] = []
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var warnings: [Diagnostic] = []
    /// Those of them that keep a program from being started, by the plugin's name.
    private(set) var unstartable: [String: [Diagnostic]] = [:]

    init(folder: String) { self.folder = folder }

    /// The same plugin may be declared in several files, in the same words.
    mutating func add(_ members: [Node.Member]) {
        for member in members {
            let known = diagnostics.count
            let declared = declaration(member)
            let problems = diagnostics[known...].filter { $0.code == Self.startCode }
            if !problems.isEmpty { unstartable[member.key, default: []] += problems }
            guard var declaration = declared else { continue }
            declaration.bounds = ProgramDeclaration.Bounds(member.value)
            if let doubt = Self.doubt(about: declaration, at: member.value["run"]?.place) { warnings.append(doubt) }
            if let first = declarations.first(where: { $0.name == declaration.name }) {
                if !first.isAlike(declaration) { refuse(member, first) }
            } else {
                declarations.append(declaration)
            }
        }
    }

    /// Of what keeps a program from being started.
    static let startCode = "manifest.plugin-program"

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
        var mistakes = mixture(member.value)
        if mistakes.isEmpty {
            mistakes = Self.schema.check(member.value, name: "plugins.\(member.key)", at: member.keyPlace)
        }
        mistakes += ProgramDeclaration.Bounds.mistakes(member.value, name: "plugins.\(member.key)")
        diagnostics += mistakes
        guard mistakes.isEmpty || isProgramClear(member.value) else { return nil }
        let program = program(member)
        return mistakes.isEmpty ? program : nil
    }

    /// Whether the program is written as it should be, whatever is wrong beside it: that it is not there is told too then.
    private func isProgramClear(_ plugin: Node) -> Bool {
        guard mixture(plugin).isEmpty, case .object(let members) = plugin.content else { return false }
        let own = members.filter { ["run", "url", "sha256", "arguments", "files"].contains($0.key) }
        return Self.schema.check(Node(.object(own), at: plugin.place), name: "").isEmpty
    }

    private mutating func program(_ member: Node.Member) -> ProgramDeclaration? {
        if let text = member.value.string { return text.contains("://") ? remote(member, member.value) : short(member) }
        return member.value["url"].map { remote(member, $0) } ?? command(member)
    }

    /// `wheel: plugins/wheel.py`
    private mutating func short(_ member: Node.Member) -> ProgramDeclaration? {
        let name = member.value.string ?? ""
        let path = Files.resolve(name, in: folder)
        guard check(member.value, name, path) else { return nil }
        return ProgramDeclaration(
            name: member.key, place: member.keyPlace, run: [path], files: [path], folder: folder)
    }

    /// `wheel: { run: [plugins/wheel.py, --fast] }`
    private mutating func command(_ member: Node.Member) -> ProgramDeclaration? {
        guard let run = member.value["run"], let program = (run.items ?? [run]).first else { return nil }
        let words = (run.items ?? [run]).compactMap(\.string)
        guard let name = words.first else { return nil }
        let path = name.contains("/") ? Files.resolve(name, in: folder) : nil
        if let path, !check(program, name, path) { return nil }
        if path == nil, let script = missingScript(run) {
            refuse(
                script, "there is no file `\(script.string ?? "")`",
                help: "paths start at the manifest's folder: `\(Files.resolve(script.string ?? "", in: folder))`")
            return nil
        }
        return ProgramDeclaration(
            name: member.key, place: member.keyPlace, run: [path ?? name] + words.dropFirst(),
            files: (path.map { [$0] } ?? []) + named(words.dropFirst(), after: name) + declared(member.value),
            folder: folder
        )
    }

    /// `wheel: { url: https://…, sha256: …, arguments: [--fast] }`, or the URL alone.
    private mutating func remote(_ member: Node.Member, _ url: Node) -> ProgramDeclaration? {
        let text = url.string ?? ""
        guard text.contains("://") else {
            refuse(url, "`\(text)` is no URL", help: "a program on this machine is written `run: \(text)`")
            return nil
        }
        guard Self.isFetched(text) else {
            refuse(
                url, "`\(text.prefix { $0 != ":" })://` is no place that programs are fetched from",
                help:
                    "use `https://…`, `oci://…`, `hf://…` or `s3://…`; a program on this machine is written as its path"
            )
            return nil
        }
        let arguments = (member.value["arguments"]?.items ?? []).compactMap(\.string)
        return ProgramDeclaration(
            name: member.key, place: member.keyPlace, run: arguments,
            files: named(arguments) + declared(member.value), folder: folder,
            source: ProgramDeclaration.Source(
                url: text, place: url.place, sha256: member.value["sha256"]?.string.flatMap { Digest($0) })
        )
    }

    /// What a reference stands for is not known yet.
    private static func isFetched(_ url: String) -> Bool {
        ["https", "http", "oci", "hf", "s3"].contains { url.lowercased().hasPrefix("\($0)://") } || url.hasPrefix("${")
    }

    /// The script after an interpreter, such as `python3`, that is not there: the program would say so in words of its own.
    private func missingScript(_ run: Node) -> Node? {
        guard let word = run.items?.dropFirst().first, let name = word.string, !name.hasPrefix("-") else { return nil }
        let isScript = Self.scripts.contains { name.hasSuffix(".\($0)") }
        return isScript && !Files.exists(Files.resolve(name, in: folder)) ? word : nil
    }

    /// How the names of scripts end.
    private static let scripts = ["py", "sh", "bash", "js", "mjs", "ts", "rb", "pl", "php", "lua", "R"]

    /// What a person means who writes both is told before anything else.
    private func mixture(_ plugin: Node) -> [Diagnostic] {
        guard let run = plugin["run"], plugin["url"] != nil else { return [] }
        return [
            Diagnostic(
                "manifest.plugin-program", "`run` and `url` exclude each other", at: run.place,
                help: "what a fetched program is started with is written `arguments: […]`"
            )
        ]
    }

    private mutating func declared(_ plugin: Node) -> [String] {
        var paths: [String] = []
        for file in plugin["files"]?.items ?? [] {
            let path = Files.resolve(file.string ?? "", in: folder)
            if let facts = Files.facts(path), !facts.isRegular, !facts.isFolder {
                refuse(file, "`\(file.string ?? "")` is neither a file nor a folder")
            } else if !Files.exists(path) {
                refuse(file, "there is no file `\(file.string ?? "")`")
            }
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
        diagnostics.append(Diagnostic(Self.startCode, message, at: node.place, help: help))
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

extension ProgramDeclaration {
    /// Whether both say the same, wherever they stand.
    fileprivate func isAlike(_ other: ProgramDeclaration) -> Bool {
        var moved = other
        moved.place = place
        if let source { moved.source?.place = source.place }
        return moved == self
    }
}
