import ArgumentParser
import RecuaCore
import RecuaProcess

/// `recua doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what this machine has of what Recua uses.",
        discussion: "Exits with 1 when something is missing that every target needs."
    )

    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Flag(help: "Print the findings as JSON.") var json = false

    func run() async throws {
        let context = CommandContext.current
        var findings: [Finding] = []
        for check in Checkup.programs { findings.append(await check.finding(context.environment)) }
        findings.append(await Checkup.sandbox(context.environment))
        findings.append(Checkup.store(Store(environment: context.environment)))
        findings.append(await Checkup.ledger(manifest))
        let output = context.output
        if json {
            output.print((["version": 1, "findings": .array(findings.map(\.json))] as JSON).prettyText(), terminator: "")
        } else {
            output.print(Finding.table(findings, output.style))
        }
        if findings.contains(where: { $0.state == .broken }) { throw ExitStatus.failed }
    }
}
