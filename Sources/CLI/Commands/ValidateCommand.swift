import ArgumentParser
import RecuaCore

/// `recua validate`
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "validate", abstract: "Look for mistakes in the manifest. Fetches nothing.")

    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Flag(help: "Print the diagnostics as JSON.") var json = false

    func run() async throws {
        let output = CommandContext.current.output
        do {
            let session = try await Session.open(manifest)
            let found = try await session.engine.pipeline.check(session.manifest.stacks)
            if json {
                output.print(Self.json(found).prettyText(), terminator: "")
            } else {
                for diagnostic in found { output.tell(output.errorStyle.text(diagnostic)) }
            }
            let errors = found.filter { $0.severity == .error }
            guard errors.isEmpty else { throw ExitStatus(errors) }
            if !json { output.print(output.style(.green, "\(Quantity.count(session.manifest.stacks.count, "stack")) valid")) }
        } catch where json && !(error is ExitStatus) {
            let diagnostics = Diagnostics.from(error)
            output.print(Self.json(diagnostics).prettyText(), terminator: "")
            throw ExitStatus(diagnostics)
        }
    }

    private static func json(_ diagnostics: [Diagnostic]) -> JSON {
        [
            "version": 1,
            "valid": .bool(!diagnostics.contains { $0.severity == .error }),
            "diagnostics": .array(diagnostics.map(\.json)),
        ]
    }
}
