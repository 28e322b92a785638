import ArgumentParser
import RecuaCore

/// `recua doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what this machine has of what Recua uses.",
        discussion: """
            Exits with 1 when something is broken that every target needs. The project's ledger is looked through: each \
            bit of it where the last run came to its end, else all that SQLite knows of it.
            """
    )

    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Flag(help: "Print the findings as JSON.") var json = false
    @Flag(help: "Put the newest backup in the place of a ledger that is damaged or gone; what was there is kept.")
    var restoreLedger = false

    func run() async throws {
        let context = CommandContext.current
        if restoreLedger { return try await restore(context.output) }
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

    private func restore(_ output: Output) async throws {
        let engine = try await Workspace.open(manifest, startsPrograms: false).engine
        let done = try await engine.restoreLedger(Engine.Options(command: "recua doctor --restore-ledger"))
        if json {
            return output.print(json: [
                "version": OutputVersion.current, "restored": try JSON(encoding: done),
            ])
        }
        for backup in done.skipped {
            output.print("the backup of \(backup.made) is damaged, and is passed over: \(backup.path)")
        }
        output.print("the ledger is that of \(done.backup.made) again: \(Quantity.count(done.stacks.count, "stack"))")
        if let aside = done.aside { output.print("what was there is in \(aside)") }
        output.tell(
            "what was changed or taken down since then is looked for by the next `recua up`; what was deployed for the first time is found by `recua adopt`"
        )
    }
}
