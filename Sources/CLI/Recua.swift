import ArgumentParser
import Glibc
public import RecuaCore

/// The `recua` command.
///
/// A package of a user's own gets a `recua` with one plugin more in one line:
/// `await Recua.main(plugins: [MyPlugin().provider])`.
public enum Recua {
    public static let version = "0.1.0"

    /// Parses the arguments of the process, runs the command and exits.
    ///
    /// - Parameter plugins: plugins besides the built-in ones; one with the name of a built-in plugin replaces it.
    public static func main(plugins: [any StepProvider] = []) async -> Never {
        signal(SIGPIPE, SIG_IGN)
        let context = CommandContext(process: plugins)
        exit(await run(Array(CommandLine.arguments.dropFirst()), context).rawValue)
    }

    static func run(_ arguments: [String], _ context: CommandContext) async -> ExitStatus {
        await CommandContext.$current.withValue(context) {
            do {
                return try await Interrupts.watching(context.output) { try await execute(arguments) }
            } catch {
                return report(error, context)
            }
        }
    }

    private static func execute(_ arguments: [String]) async throws {
        var command = try RootCommand.parseAsRoot(arguments)
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }

    /// Tells the user what went wrong and picks the exit status.
    private static func report(_ error: any Error, _ context: CommandContext) -> ExitStatus {
        if let status = error as? ExitStatus { return status }
        if error is Diagnostic || error is Diagnostics || error is CancellationError {
            let diagnostics = Diagnostics.from(error)
            for diagnostic in diagnostics { context.output.tell(context.output.errorStyle.text(diagnostic)) }
            return ExitStatus(diagnostics)
        }
        let message = RootCommand.fullMessage(for: error)
        guard RootCommand.exitCode(for: error) != .success else {
            context.output.print(message)
            return .success
        }
        context.output.tell(message)
        return RootCommand.exitCode(for: error) == .validationFailure ? .usage : .internalError
    }
}
