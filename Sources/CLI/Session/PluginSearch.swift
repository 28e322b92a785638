import RecuaCore

/// Where plugins are looked for that a stack asks for and nobody declares.
///
/// A program is one by its name: `recua-plugin-table` is the plugin `table`. Nothing is started here.
struct PluginSearch: Sendable {
    /// A program by whose name it is a plugin.
    struct Found: Sendable, Hashable {
        var name: String
        var origin: PluginOrigin
        /// Absolute.
        var path: String
        /// False for a file that cannot be started as it is.
        var isExecutable: Bool
    }

    /// The manifest's folder, absolute.
    let folder: String
    let environment: [String: String]
    /// Whether those in `PATH` may be used.
    let allowsPath: Bool

    /// - Throws: ``Diagnostic`` `usage.variable`.
    init(folder: String, _ context: CommandContext, allowsPath: Bool) throws {
        let isAllowed = try EnvironmentSwitch.isOn("RECUA_PATH_PLUGINS", in: context.environment)
        self.init(folder: folder, environment: context.environment, allowsPath: allowsPath || isAllowed)
    }

    init(folder: String, environment: [String: String], allowsPath: Bool) {
        self.folder = folder
        self.environment = environment
        self.allowsPath = allowsPath
    }

    /// The program that counts: the project's, else the user's, else the first in `PATH`, where that is allowed.
    func program(_ name: String) -> Found? {
        places.lazy.compactMap { look($0, name) }.first(where: \.isExecutable)
    }

    /// Every program there is, by name, those that count before those that they hide.
    func all() -> [Found] {
        let found = places.flatMap { place -> [Found] in
            guard Files.facts(place.folder)?.isFolder == true, let files = try? Files.list(place.folder) else {
                return []
            }
            let names = files.filter { $0.hasPrefix(Self.prefix) }.map { String($0.dropFirst(Self.prefix.count)) }
            return names.compactMap { look(place, $0) }
        }
        let ranked = found.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
        return ranked.map(\.element)
    }

    /// What keeps a plugin of this name from being found.
    func help(for name: String) -> String? {
        if let found = places.lazy.compactMap({ look($0, name) }).first {
            return "the plugin `\(name)` is there, but not executable: chmod +x \(found.path)"
        }
        guard !allowsPath, let found = path.lazy.compactMap({ look($0, name) }).first(where: \.isExecutable) else {
            return nil
        }
        return "there is `\(found.path)`, which is used only with --allow-path-plugins or RECUA_PATH_PLUGINS=1; "
            + "or declare it under `plugins:`"
    }

    private typealias Place = (origin: PluginOrigin, folder: String)

    private static let prefix = "recua-plugin-"

    private var places: [Place] { [project] + user + (allowsPath ? path : []) }

    private var project: Place { (.project, "\(folder)/plugins") }

    private var user: [Place] {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return [(.user, "\(data)/recua/plugins")] }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return [] }
        return [(.user, "\(home)/.local/share/recua/plugins")]
    }

    /// Only absolute folders: whatever lies in the working folder is nobody's choice.
    private var path: [Place] {
        let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        return folders.map { (.path, String($0)) }
    }

    private func look(_ place: Place, _ name: String) -> Found? {
        let path = "\(place.folder)/\(Self.prefix)\(name)"
        guard let facts = Files.facts(path), facts.isRegular else { return nil }
        return Found(name: name, origin: place.origin, path: path, isExecutable: facts.isExecutable)
    }
}

extension PluginSearch.Found {
    /// The plugin, as if it were declared.
    ///
    /// - Parameters:
    ///   - place: where it is asked for.
    ///   - folder: the manifest's, in which it is started.
    func declaration(askedAt place: Place, in folder: String) -> ProgramDeclaration {
        ProgramDeclaration(
            name: name, place: place, run: [path], files: [path], folder: folder, origin: origin)
    }
}
