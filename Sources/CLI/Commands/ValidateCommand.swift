import ArgumentParser
import RecuaCore

/// `recua validate`
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Look for mistakes in the manifest.",
        discussion: """
            Fetches no model. A plugin that is pinned and not on this machine is fetched: without it nobody knows its keys.
            """
    )

    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @Flag(help: "Show every diagnostic, however many there are.") var all = false
    @Flag(help: "Print the diagnostics as JSON.") var json = false

    func run() async throws {
        let output = CommandContext.current.output
        let (count, found) = await diagnostics()
        let errors = found.filter { $0.severity == .error }
        if json {
            output.print(json: Self.json(found, isValid: errors.isEmpty))
        } else {
            output.report(found, isWhole: all)
            if errors.isEmpty { output.print(output.style(.green, "\(Quantity.count(count, "stack")) valid")) }
        }
        // Whatever a plugin calls it, it is a mistake in the manifest, unless the lock file is all that is missing.
        if !errors.isEmpty { throw ExitStatus(errors) == .limit ? ExitStatus.limit : .usage }
    }

    /// All there is to say of the manifest, and how many stacks it has.
    private func diagnostics() async -> (stacks: Int, [Diagnostic]) {
        do {
            let session = try await Session.open(manifest, sources)
            let stacks = session.manifest.stacks
            session.lasts()
            let found = try await session.engine.endingProviders { await session.engine.pipeline.check(stacks) }
            return (stacks.count, session.manifest.warnings + found)
        } catch {
            return (0, Diagnostics.from(error))
        }
    }

    private static func json(_ diagnostics: [Diagnostic], isValid: Bool) -> JSON {
        [
            "version": OutputVersion.current, "valid": .bool(isValid), "diagnostics": .array(diagnostics.map(\.json)),
        ]
    }
}
