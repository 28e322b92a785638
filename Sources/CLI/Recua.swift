import ArgumentParser
import CGlibcExtras
import Glibc
public import RecuaCore

/// The `recua` command.
///
/// A package of a user's own gets a `recua` with one plugin more in one line:
///
/// ```swift
/// await Recua.main(plugins: [MyPlugin()])
/// ```
public enum Recua {
    /// As `recua --version` says it.
    public static let version = RecuaVersion.current

    /// Parses the arguments of the process, runs the command and exits.
    ///
    /// - Parameters:
    ///   - plugins: plugins besides the built-in ones; one with the name of a built-in plugin replaces it. Of a
    ///     ``ResidentPlugin`` the resident part works as well.
    ///   - providers: what takes part without being a ``Plugin``: JSON in, JSON out.
    public static func main(
        plugins: [any Plugin] = [], providers: [any StepProvider] = []
    ) async -> Never {
        StandardDescriptors.complete()
        signal(SIGPIPE, SIG_IGN)
        // Threads that share a heap wait for each other, and one's own grows by a page at a time, with a system call for
        // each, beyond what it is given at first. Memory that nobody touches costs nothing.
        mallopt(M_ARENA_MAX, 4)
        mallopt(M_TOP_PAD, 32 << 20)
        let context = CommandContext(process: plugins, providers)
        // For an answer that still stands nothing is started, not even a thread.
        if let known = Question.recall(context).answer() { exit(said(known, context.output).rawValue) }
        exit(await run(context).rawValue)
    }

    private static func run(_ context: CommandContext) async -> ExitStatus {
        await CommandContext.$current.withValue(context) {
            // A resident is stopped by a signal in its own way.
            if context.arguments.first == ResideCommand.configuration.commandName { return await perform(context) }
            let recall = Question.recall(context)
            let status = await Interrupts.watching(context.output, context.course) { await answer(context, recall) }
            let isHurried = context.course.wasAskedToEnd
            if status == .success, !isHurried, context.output.recollection.hasWorked { await rehearse(context, recall) }
            return status
        }
    }

    /// Says again what was said before.
    private static func said(_ words: Answer.Words, _ output: Output) -> ExitStatus {
        output.write(words.errors)
        _ = output.offer(words.output)
        return ExitStatus(rawValue: words.exitStatus) ?? .internalError
    }

    /// Performs the command, and keeps what it says if that lasts.
    private static func answer(_ context: CommandContext, _ recall: Recall) async -> ExitStatus {
        let trace = Trace()
        let status = await Trace.$current.withValue(trace) { await perform(context) }
        context.output.pace?.end()
        let recollection = context.output.recollection
        // What was interrupted has not said all it had to say.
        if Task.isCancelled { return status }
        if let answer = recollection.answer {
            var words = answer.words
            words.exitStatus = status.rawValue
            recall.keep(words, trace: trace, variables: answer.variables)
        }
        return status
    }

    /// After work was done, finds out silently what the same command would say now, so that it can say so at once.
    private static func rehearse(_ context: CommandContext, _ recall: Recall) async {
        // What was just written counts only when the times of files can tell it from what follows.
        try? await Task.sleep(for: .milliseconds(25))
        var silent = context
        (silent.output, silent.isRehearsal) = (context.output.muted, true)
        await CommandContext.$current.withValue(silent) { _ = await answer(silent, recall) }
    }

    /// Performs the command, and leaves nothing running that it started.
    private static func perform(_ context: CommandContext) async -> ExitStatus {
        let status = await obey(context)
        context.course.end()
        await context.programs.end()
        return status
    }

    private static func obey(_ context: CommandContext) async -> ExitStatus {
        do {
            var command = try CommandLineArguments.command(context.arguments)
            try (command as? any RunCommand)?.announce(to: context)
            let pace = context.output.manner.keepsStill ? nil : context.output.pace?.pace
            try await Pace.$current.withValue(pace) {
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            }
            // A run that went well and could not say so.
            return context.output.recollection.isUnheard ? .failed : .success
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
        context.output.report(diagnostics)
        return ExitStatus(diagnostics)
    }
}
