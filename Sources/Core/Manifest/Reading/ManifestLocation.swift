/// Where a manifest lies: one file, or the YAML files of one folder.
struct ManifestLocation: Sendable {
    struct File: Sendable {
        /// As the user wrote it, for messages.
        var shown: String
        /// Absolute.
        var path: String
    }

    var files: [File]
    /// Absolute.
    var folder: String
    /// The folder as the user wrote it; nil when a file was named.
    var shownFolder: String?

    /// - Parameter path: what the user named; nil for `stacks/`, else `recua.yaml`.
    init(_ path: String?, in workingFolder: String) throws {
        let shown = try path ?? Self.usual(in: workingFolder)
        let absolute = Files.resolve(shown, in: workingFolder)
        guard let facts = Files.facts(absolute) else { throw Self.missing(shown, absolute) }
        guard facts.isFolder else {
            files = [File(shown: shown, path: absolute)]
            folder = Files.folder(of: absolute)
            return
        }
        let bare = shown.count > 1 && shown.hasSuffix("/") ? String(shown.dropLast()) : shown
        files = try Self.files(in: absolute, shown: bare)
        folder = absolute
        shownFolder = bare
    }

    private static func files(in folder: String, shown: String) throws -> [File] {
        let names = try Files.list(folder).filter {
            ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && !$0.hasPrefix(".")
        }
        guard !names.isEmpty else {
            throw Diagnostic(
                "manifest.missing", "the folder `\(shown)` holds no `.yaml` file",
                help: "run: recua init, or name a file with -f"
            )
        }
        return names.map { File(shown: shown == "." ? $0 : "\(shown)/\($0)", path: "\(folder)/\($0)") }
    }

    private static func usual(in workingFolder: String) throws -> String {
        if Files.facts("\(workingFolder)/stacks")?.isFolder == true { return "stacks" }
        for name in ["recua.yaml", "recua.yml"] where Files.exists("\(workingFolder)/\(name)") { return name }
        try Files.checkWorkingFolder()
        throw Diagnostic(
            "manifest.missing", "there is no manifest here: neither a folder `stacks` nor a file `recua.yaml`",
            help: "run: recua init, or name one with -f"
        )
    }

    private static func missing(_ shown: String, _ absolute: String) -> Diagnostic {
        let folder = Files.folder(of: absolute)
        let name = absolute.split(separator: "/").last.map(String.init) ?? absolute
        // Endings aside, which would make all names of one kind alike.
        let names = Dictionary(((try? Files.list(folder)) ?? []).map { (stem($0), $0) }) { first, _ in first }
        let near = Suggestion.nearest(to: stem(name), among: names.keys.sorted()).flatMap { names[$0] }
        return Diagnostic(
            "manifest.missing", "there is no file or folder `\(shown)`",
            help: near.map { "did you mean `\(shown.hasSuffix(name) ? shown.dropLast(name.count) : "")\($0)`?" }
        )
    }

    private static func stem(_ name: String) -> String {
        for ending in [".yaml", ".yml"] where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
        return name
    }
}
