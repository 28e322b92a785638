import ArgumentParser
import RecuaContract
import RecuaCore

/// `recua plugin check`
struct PluginCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Hold a plugin that is a program to all that Recua expects of one.",
        usage: "recua plugin check <program> [<argument> ...] [<option> ...]",
        discussion: """
            Each rule is told with what the program did instead, and what was said until then; docs/plugin-contract.md \
            lists them. The stack that it is tried on has the sections of `--section`, or of a stack of a manifest, or \
            what the plugin's own schemas say: defaults, examples, the simplest that fits. It runs in the sandbox of \
            plugins where bubblewrap works.

            Options of the program come after `--`. Exits with 0 when no rule is broken, with 1 when one is, and with 2 \
            when there is no such program, or nothing to try it on.
            """
    )

    @Argument(help: .init("The program, and its arguments.", valueName: "program"), completion: .file())
    var command: [String]
    @Option(
        help: .init("A file with the plugin's sections, as a stack would write them: YAML or JSON.", valueName: "file"),
        completion: .file())
    var section: String?
    @Option(help: .init("Take the sections of this stack of the manifest.", valueName: "stack")) var stack: String?
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Flag(help: "Run it as well: it really makes what it makes, and an effect is taken down again.") var run = false
    @Flag(help: "Start it without a sandbox, as `sandbox: none` in a manifest does.") var noSandbox = false
    @Flag(help: "Tell every rule, not only those that are broken.") var all = false
    @Flag(help: "Print the findings as JSON.") var json = false

    func run() async throws {
        let context = CommandContext.current
        var check = try PluginCheck(command, runs: run, isSandboxed: !noSandbox, context)
        check.given = try await given(context)
        let result = try await check.result()
        if json {
            context.output.print(json: result.json)
        } else {
            context.output.print(result.text(context.output.style, isWhole: all))
        }
        if !result.report.stopped.isEmpty { throw ExitStatus.cancelled }
        if !result.report.broken.isEmpty { throw ExitStatus.failed }
    }

    private func given(_ context: CommandContext) async throws -> PluginCheck.Given? {
        if section != nil, stack != nil {
            throw Diagnostic(
                "usage.arguments", "`--section` and `--stack` both say what to try it on", help: "keep one")
        }
        if let section {
            let path = Files.resolve(section, in: context.workingFolder)
            guard Files.facts(path)?.isFolder == false else {
                throw Diagnostic(
                    "usage.section", "there is no file `\(section)`", help: "`--section` names a file with sections")
            }
            return .file(path)
        }
        guard let stack else { return nil }
        let session = try await Session.open(manifest, SourceOptions.parse([]))
        guard let chosen = try session.stacks([stack]).first else { return nil }
        return .stack(chosen)
    }
}
