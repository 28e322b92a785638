import RecuaCore

/// Where a Swift package finds Recua's own.
struct RecuaPackage: Sendable, Hashable {
    /// An absolute path or a URL.
    let place: String

    /// - Parameters:
    ///   - place: a folder or a URL; nil where nobody said.
    ///   - folder: where a relative folder starts.
    /// - Throws: ``Diagnostic`` `usage.recua-package`.
    init(_ place: String?, in folder: String) throws {
        guard let place else {
            throw Diagnostic(
                "usage.recua-package",
                "a plugin in Swift is built with Recua's own package, and nobody said where that is",
                help: "add `--recua FOLDER`, a checkout of Recua, or `--recua URL`, its repository")
        }
        let isRemote = place.contains("://") || place.hasPrefix("git@")
        let path = Files.resolve(place, in: folder)
        guard isRemote || Files.exists("\(path)/Package.swift") else {
            throw Diagnostic(
                "usage.recua-package", "there is no Swift package in `\(place)`",
                help: "name a checkout of Recua, the folder with its Package.swift")
        }
        self.place = isRemote ? place : path
    }

    /// As the argument of `.package(…)`.
    var dependency: String {
        let text = JSON.string(place).text()
        return isFolder ? "name: \"recua\", path: \(text)" : "url: \(text), branch: \"main\""
    }

    /// The name by which products are asked of it.
    var identity: String {
        // A checkout may lie in a folder of any name.
        guard !isFolder else { return "recua" }
        let name = String(place.split(whereSeparator: { $0 == "/" || $0 == ":" }).last ?? "recua")
        return name.hasSuffix(".git") ? String(name.dropLast(4)) : name
    }

    private var isFolder: Bool { place.hasPrefix("/") }
}
