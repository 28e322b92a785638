import ArgumentParser
import RecuaCore

/// `recua gc`
struct GcCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Remove from the store what no project and no running process needs.",
        discussion: """
            The store is shared by all projects of the user. What their ledgers name stays, and so does what was needed \
            a short time ago. In a project it also removes what its cut-off steps and vanished stacks have left behind.
            """
    )

    @Option(
        help: .init(
            "Keep what came or was needed within this time: 12h, 30d; 0s for nothing.", valueName: "time"))
    var olderThan = "1d"
    @Flag(help: "Remove nothing; show what would go.") var dryRun = false
    @Flag(help: "Read every file of the store, and remove those that are damaged.") var verify = false
    @Flag(help: "Print the result as JSON.") var json = false
    @OptionGroup(title: "Manifest") var manifest: ProjectOption

    func validate() throws {
        do { _ = try TimeSpan(parsing: olderThan) } catch {
            throw ValidationError("--older-than: \(Diagnostics.from(error)[0].message)")
        }
    }

    func run() async throws {
        let context = CommandContext.current
        let age = try TimeSpan(parsing: olderThan)
        let workspace = try await manifest.workspace()
        let (leavings, notes) = try workspace.map { try clean($0, age) } ?? (nil, [])
        var report = try await collect(age, workspace, context)
        report.items += leavings?.folders ?? []
        report.stacks = leavings?.stacks ?? []
        report.hidden += notes
        let text = GarbageText(report: report, age: age.text, isDry: dryRun)
        if json {
            context.output.print(json: text.json)
        } else {
            context.output.print(text.text(context.output.style))
        }
        for note in text.notes(context.output.errorStyle) { context.output.tell(note) }
        if !report.problems.isEmpty { throw ExitStatus.failed }
    }

    private func collect(
        _ age: TimeSpan, _ workspace: Workspace?, _ context: CommandContext
    ) async throws -> GarbageReport {
        let name = Event.StepName(stack: "store", plugin: "gc", kind: ArtifactKind(rawValue: "store"))
        let view = verify ? WorkView(name, phase: "read", on: context.output) : nil
        defer { view?.finish() }
        let collection = GarbageCollection(
            of: Store(environment: context.environment),
            projects: workspace.map { [$0.engine.project.stateFolder] } ?? [],
            options: .init(age: age.duration, isDry: dryRun, verifies: verify))
        return try await collection.run {
            context.output.tell("waiting: a process that cannot say what it needs uses the store")
        } onProgress: {
            view?.progress(done: $0, total: $1)
        }
    }

    /// What somebody works on is left for another time.
    private func clean(_ workspace: Workspace, _ age: TimeSpan) throws -> (Engine.Leavings?, [Diagnostic]) {
        do {
            let declared = workspace.declared
            let gone = Set(try workspace.engine.snapshot().stacks).subtracting(declared).sorted()
            // What other manifests of the project declare has not been given up either; in doubt nothing has.
            let undeclared = Undeclared(gone, workspace.engine, workspace.context)
            let leavings = try workspace.engine.clean(
                declared: declared + undeclared.elsewhere + undeclared.uncertain, age: age.duration, isDry: dryRun)
            return (leavings, undeclared.warning.map { [$0] } ?? [])
        } catch var note as Diagnostic where note.code == "run.locked" || note.code.hasPrefix("ledger.") {
            note.severity = note.code == "run.locked" ? .note : .warning
            if note.code == "run.locked" { note.help = "the project's own leftovers stay for now" }
            return (nil, [note])
        }
    }
}
