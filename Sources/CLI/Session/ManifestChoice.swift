import RecuaCore
import RecuaProcess

/// Finds the manifest that a command means.
enum ManifestChoice {
    /// - Parameters:
    ///   - file: what `-f` names, if anything.
    ///   - startsPrograms: false where a plugin that cannot be started is no reason to stop.
    ///   - hasPlugins: false to leave out all plugins, whatever is wrong with them.
    /// - Throws: ``Diagnostics``; where the files belong to several projects, with the commands that pick one.
    static func parse(
        _ file: String?, _ context: CommandContext, startsPrograms: Bool = true, hasPlugins: Bool = true
    ) throws -> ParsedManifest {
        do {
            return try ManifestReader(environment: context.environment, workingFolder: context.workingFolder).parse(
                file, startsPrograms: startsPrograms, hasPlugins: hasPlugins)
        } catch let found as Diagnostics {
            throw Diagnostics(found.all.map { picking($0, context.arguments) })
        }
    }

    /// The same command again for each of the projects.
    static func picking(_ problem: Diagnostic, _ arguments: [String]) -> Diagnostic {
        guard problem.code == "manifest.projects" else { return problem }
        let files = problem.related.compactMap { $0.place?.file }
        let commands = files.map { file in
            "`\(Command("recua", withoutFile(arguments) + ["-f", file], environment: [:]))`"
        }
        var helped = problem
        helped.help = "pick one: \(commands.joined(separator: " or "))"
        return helped
    }

    private static func withoutFile(_ arguments: [String]) -> [String] {
        guard let place = arguments.firstIndex(where: { $0 == "-f" || $0 == "--file" }) else {
            return arguments.filter { !$0.hasPrefix("--file=") && !$0.hasPrefix("-f") }
        }
        return Array(arguments[..<place] + arguments[place...].dropFirst(2))
    }
}
