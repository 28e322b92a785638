import ArgumentParser
import Glibc
public import RecuaCore

/// The `recua` command.
///
/// A package of a user's own gets a `recua` with one plugin more in one line:
/// `await Recua.main(plugins: [MyPlugin().provider])`.
public enum Recua {
    public static let version = RecuaVersion.current

    /// Parses the arguments of the process, runs the command and exits.
    ///
    /// - Parameter plugins: plugins besides the built-in ones; one with the name of a built-in plugin replaces it.
    public static func main(plugins: [any StepProvider] = []) async -> Never {
        signal(SIGPIPE, SIG_IGN)
        exit(await run(CommandContext(process: plugins)).rawValue)
    }

    private static func run(_ context: CommandContext) async -> ExitStatus {
        await CommandContext.$current.withValue(context) {
            // A resident is stopped by a signal in its own way.
            if context.arguments.first == ResideCommand.configuration.commandName { return await perform(context) }
            return await Interrupts.watching(context.output) { await perform(context) }
        }
    }

    private static func perform(_ context: CommandContext) async -> ExitStatus {
        do {
            var command = try CommandLineArguments.command(context.arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .success
        } catch {
            return report(error, context)
        }
    }

    /// Tells the user what went wrong and picks the exit status.
    private static func report(_ error: any Error, _ context: CommandContext) -> ExitStatus {
        if let status = error as? ExitStatus { return status }
        // Whoever pressed Ctrl-C has been told already.
        if Task.isCancelled, error is CancellationError { return .cancelled }
        if RootCommand.exitCode(for: error) == .success {
            context.output.print(RootCommand.fullMessage(for: error))
            return .success
        }
        let diagnostics = Diagnostics.from(error)
        for diagnostic in diagnostics { context.output.tell(context.output.errorStyle.text(diagnostic)) }
        return ExitStatus(diagnostics)
    }
}
