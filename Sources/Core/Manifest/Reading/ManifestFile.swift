/// One file of a manifest with its top level taken apart. What is wrong there is in ``diagnostics``.
struct ManifestFile: Sendable {
    let shown: String
    let path: String
    let digest: Digest
    /// The start of the text, for what is missing in it.
    let beginning: Place
    /// Whether it has the key that tells a manifest from other YAML, whatever stands behind it.
    private(set) var hasVersion = false
    private(set) var project: Node?
    private(set) var defaults: Node?
    private(set) var profiles: [Node.Member] = []
    private(set) var plugins: [Node.Member] = []
    private(set) var stacks: [Node.Member]?
    private(set) var diagnostics: [Diagnostic]

    /// - Throws: ``Diagnostics`` when the file cannot be read, or is no YAML.
    init(reading file: ManifestLocation.File) throws {
        try self.init(shown: file.shown, path: file.path, bytes: Self.bytes(of: file))
    }

    init(shown: String, path: String, bytes: [UInt8]) throws {
        let source = try SourceText(name: shown, bytes: bytes)
        let (root, diagnostics) = YAMLComposer.compose(source)
        guard let root else { throw Diagnostics(diagnostics) }
        self.shown = shown
        self.path = path
        self.diagnostics = diagnostics
        digest = Digest(of: bytes)
        beginning = source.beginning
        takeApart(root)
    }

    private mutating func takeApart(_ root: Node) {
        guard let members = root.members else {
            return report(
                "type", "expected a mapping, found \(root.kindName)", at: root.place, help: "begin with `recua: 1`")
        }
        var version: Node?
        for member in members {
            switch member.key {
            case "recua": version = member.value
            case "project": project = member.value
            case "defaults": defaults = member.value
            case "profiles": profiles = entries(member) ?? []
            case "plugins": plugins = entries(member) ?? []
            case "stacks": stacks = entries(member) ?? []
            case let key where key.hasPrefix("x-"): break
            default: refuse(member)
            }
        }
        hasVersion = version != nil
        check(version: version)
        checkProject()
    }

    private mutating func check(version: Node?) {
        guard let version else {
            return report(
                "missing-key", "missing key `recua` in the manifest", at: beginning,
                help: "begin the file with `recua: 1`")
        }
        guard version.content != .integer(1) else { return }
        report(
            "version", "expected `1`, the version of manifests that this program reads", at: version.place,
            help: "write `recua: 1`")
    }

    private mutating func checkProject() {
        let help = "small letters, digits and dashes, a letter first, at most 63"
        guard let project else {
            return report(
                "missing-key", "missing key `project` in the manifest", at: beginning,
                help: "add `project: NAME`: \(help)")
        }
        guard let name = project.string else {
            return report(
                "type", "expected a string in `project`, found \(project.kindName)", at: project.place, help: help)
        }
        if !Name.isValid(name, limit: 63) {
            report("project", "`\(name)` cannot name a project", at: project.place, help: help)
        }
    }

    /// The entries of a mapping; nothing written stands for an empty one.
    private mutating func entries(_ member: Node.Member) -> [Node.Member]? {
        if member.value.content == .null { return [] }
        if let members = member.value.members { return members }
        report("type", "expected a mapping in `\(member.key)`, found \(member.value.kindName)", at: member.value.place)
        return nil
    }

    private mutating func refuse(_ member: Node.Member) {
        let names = ["recua", "project", "defaults", "profiles", "plugins", "stacks"]
        let help = Suggestion.key(member.key, among: names, alreadyReported: diagnostics.count).help
        report(
            "unknown-key", "unknown key `\(member.key)` in the manifest", at: member.keyPlace,
            help: help.map { $0.hasPrefix("known") ? "\($0), and your own that begin with `x-`" : $0 }
        )
    }

    private mutating func report(_ code: String, _ message: String, at place: Place, help: String? = nil) {
        diagnostics.append(Diagnostic("manifest.\(code)", message, at: place, help: help))
    }

    private static func bytes(of file: ManifestLocation.File) throws -> [UInt8] {
        let tooLarge = Diagnostic(
            "manifest.too-large",
            "`\(file.shown)` is larger than \(ManifestReader.sizeLimit >> 20) MiB, which no manifest is"
        )
        if let facts = Files.facts(file.path) {
            if facts.isFolder {
                throw Diagnostic("manifest.not-a-file", "`\(file.shown)` is a folder, expected a file")
            }
            if facts.size > ManifestReader.sizeLimit { throw tooLarge }
        }
        do {
            return try Files.read(file.path, limit: ManifestReader.sizeLimit)
        } catch let error as Diagnostic {
            if error.code == "file.too-large" { throw tooLarge }
            var unreadable = Diagnostic("manifest.unreadable", "`\(file.shown)` cannot be read")
            unreadable.cause = error.cause
            throw unreadable
        }
    }
}
