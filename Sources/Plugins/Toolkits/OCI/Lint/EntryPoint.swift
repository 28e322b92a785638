import RecuaCore

/// What a configuration says is to be started.
struct EntryPoint {
    /// As written: a path, or a name that is looked up.
    let name: String
    private let folder: String
    private let path: [String]

    /// - Returns: nil when there is neither an entry point nor a command.
    init?(_ config: JSON) {
        let inner = config["config"]
        let words = (inner?["Entrypoint"]?.array ?? []) + (inner?["Cmd"]?.array ?? [])
        guard let name = words.first?.string, !name.isEmpty else { return nil }
        self.name = name
        folder = inner?["WorkingDir"]?.string ?? "/"
        let lines = (inner?["Env"]?.array ?? []).compactMap(\.string)
        let own = lines.last { $0.hasPrefix("PATH=") }?.dropFirst(5).split(separator: ":").map(String.init)
        // Behind the image's own, where Lambda looks.
        path = (own ?? []) + ["/usr/local/bin", "/usr/bin", "/bin", "/opt/bin", "/usr/sbin", "/sbin"]
    }

    /// Where it is in the image.
    func file(in tree: ImageTree) -> TarEntry? {
        if name.hasPrefix("/") { return tree.entry(at: name) }
        if name.contains("/") { return tree.entry(at: "\(folder)/\(name)") }
        return path.lazy.compactMap { tree.entry(at: "\($0)/\(name)") }.first
    }
}
