public import RecuaCore
public import RecuaProcess

/// The built `recua`, run as a user runs it: a process in a folder of its own.
public struct RecuaBinary: Sendable {
    /// The package's folder.
    public static let package = Files.folder(of: Files.folder(of: Files.folder(of: #filePath)))

    private let folder: String
    public let environment: [String: String]

    /// - Parameters:
    ///   - folder: the working folder.
    ///   - environment: added to a bare one: no colours, no user's configuration, a home below `folder`.
    public init(in folder: String, environment: [String: String] = [:]) {
        self.folder = folder
        let bare = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder, "LANG": "C.UTF-8", "RECUA_STORE": "\(folder)/store",
        ]
        self.environment = bare.merging(environment) { _, chosen in chosen }
    }

    /// The command line as a value, for tests that start it under another program or kill it.
    public func command(_ arguments: String...) -> Command { command(arguments) }

    public func command(_ arguments: [String]) -> Command {
        Command(Self.path, arguments, environment: environment, folder: folder)
    }

    public func run(_ arguments: String...) async throws -> Finished { try await command(arguments).run() }

    /// The JSON that the command prints.
    public func json(_ arguments: String...) async throws -> JSON {
        try JSON(parsing: try await command(arguments).run().output)
    }

    /// `.build/debug/recua`, which `swift test` builds; `RECUA_BINARY` names another.
    public static var path: String {
        if let chosen = Variables.process["RECUA_BINARY"] { return chosen }
        return "\(package)/.build/debug/recua"
    }
}
