import ArgumentParser
import RecuaCore

/// `recua doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what this machine has of what Recua uses.",
        discussion: "Exits with 1 when something is broken that every target needs."
    )

    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Flag(help: "Print the findings as JSON.") var json = false

    func run() async throws {
        let context = CommandContext.current
        let findings = await Checkup(context: context, manifest: manifest).findings()
        if json {
            let all: JSON = .array(findings.map(\.json))
            context.output.print(json: [
                "version": OutputVersion.current, "recua": .string(Recua.version), "findings": all,
            ])
        } else {
            context.output.print(Finding.table(findings, context.output.style))
        }
        if findings.contains(where: { $0.state == .broken }) { throw ExitStatus.failed }
    }
}
