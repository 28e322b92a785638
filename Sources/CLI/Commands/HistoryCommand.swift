import ArgumentParser
import Glibc
import RecuaCore

/// `recua history`
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show what was run, when, by whom, and what it changed.",
        usage: "recua history [<stack> | <run>] [<option> ...]",
        discussion: """
            Alone it lists the runs; with a stack, that stack's steps over time; with the number of a run, all that it \
            did. Kept are the last 100 runs and those of the last 90 days, 1000 at most.
            """
    )

    @Argument(help: "The name of a stack, or the number of a run.", completion: StackNames.completion)
    var subject: String?
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @Option(help: .init("Show this run in full: its number, or `last`.", valueName: "number")) var run: RunChoice?
    @Option(help: .init("How many runs or steps, the newest first.", valueName: "count")) var limit = 20
    @Flag(help: "Print it as JSON.") var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
        if run != nil, subject != nil { throw ValidationError("name a stack or a run, not both") }
    }

    private var chosenRun: RunChoice? { run ?? subject.flatMap(RunChoice.init(number:)) }

    func run() async throws {
        let workspace = try await Workspace.open(manifest, startsPrograms: false)
        let view = HistoryView(workspace, limit: limit, isJSON: json)
        let found: Void? = try workspace.engine.reading { ledger in
            if let chosenRun {
                try view.run(chosenRun, ledger)
            } else if let subject {
                try view.stack(subject, ledger)
            } else {
                try view.runs(ledger)
            }
        }
        guard found == nil else { return }
        if let chosenRun { throw chosenRun.absence }
        view.nothing()
    }
}
