import RecuaContract
import RecuaCore
import RecuaProcess

/// A program and its arguments, as somebody typed them: a path from the working folder on, or a name that `PATH` has.
struct TypedProgram {
    private let words: [String]
    private let context: CommandContext

    init(_ words: [String], _ context: CommandContext) {
        self.words = words
        self.context = context
    }

    /// What is started.
    ///
    /// - Throws: ``Diagnostic`` `usage.program` that says what to type, when there is no such program.
    func wire() throws -> WireProgram {
        let name = words.first ?? ""
        let path = Files.resolve(name, in: context.workingFolder)
        if let (problem, help) = name.contains("/") ? doubt(about: path, name) : doubt(about: name, beside: path) {
            throw Diagnostic("usage.program", problem, help: help)
        }
        return WireProgram(
            [name.contains("/") ? path : name] + words.dropFirst(), folder: context.workingFolder,
            environment: context.environment)
    }

    private typealias Doubt = (problem: String, help: String)

    private func doubt(about path: String, _ name: String) -> Doubt? {
        guard let facts = Files.facts(path) else {
            return ("there is no program `\(name)`", "paths start at the working folder: `\(path)`")
        }
        if facts.isFolder { return ("`\(name)` is a folder, expected a program", "name the program in it") }
        if facts.isExecutable { return obstacle(to: path, name) }
        return ("`\(name)` is not executable", "type: \(Command("chmod", ["+x", name], environment: [:]))")
    }

    private func obstacle(to path: String, _ name: String) -> Doubt? {
        StartObstacle(of: path, environment: context.environment, folder: context.workingFolder).map {
            ("`\(name)` \($0.problem)", $0.help)
        }
    }

    /// - Parameter path: where it would be if it were a path.
    private func doubt(about name: String, beside path: String) -> Doubt? {
        if let found = Command.path(of: name, environment: context.environment) {
            return obstacle(to: found, name)
        }
        let problem = "there is no program `\(name)` in `PATH`"
        guard Files.facts(path)?.isFolder == false else { return (problem, "install it, or type its path") }
        return (problem, "type \(Command("./\(name)", environment: [:])) for the file in this folder")
    }
}
