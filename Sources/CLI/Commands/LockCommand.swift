import ArgumentParser
import RecuaCore

/// `recua lock`
struct LockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "lock", "Pin what the manifest leaves open of its sources, in a file beside it.",
        discussion: """
            Adds what is missing and drops what the manifest does not name any more, in any profile. A file is fetched \
            only where its source cannot tell what it is. Commit the lock file.
            """
    )

    @OptionGroup var selection: StackSelection
    @Option(
        name: [.customShort("f", allowingJoined: true), .long],
        help: .init("The manifest: a file or a folder. By default `stacks`, else `recua.yaml`.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var file: String?
    @Flag(help: "Ask again about what is locked: takes what has changed at its source.") var update = false
    @Flag(help: "Write nothing, and exit with 11 when the lock file would change.") var check = false
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let workspace = try await Workspace.open(file: file)
        let scope = try LockScope(workspace.parsed, workspace.engine.pipeline.descriptors)
        let stacks = Set(try StackNames.select(selection.stacks, from: workspace.declared))
        let plan = LockUpdate(
            of: workspace.parsed.lock.file, sources: scope.sources, in: stacks, asksAgain: update,
            knowsAll: scope.unreadable.isEmpty
        )
        warn(scope, plan, workspace.context.output)
        let run = RunSession("lock", selection, engine: workspace.engine, workspace.context, try settings(workspace))
        // What is missing is known without asking.
        let isAsking = update || !check
        let (pins, result) = isAsking ? try await run.pins(of: plan.questions, in: scope.manifests) : ([:], nil)
        let after = plan.applied(pins, to: plan.before)
        let isWritten = try !check && workspace.parsed.lock.change { plan.applied(pins, to: $0) }
        let outcome = Outcome(
            name: workspace.parsed.lock.name, report: LockReport(plan, after, isAsked: isAsking), isWritten: isWritten,
            isDue: after != plan.before || (!isAsking && plan.isDue))
        show(outcome, result, workspace.context.output)
        if let result { try run.conclude(result) }
        if check, outcome.isDue { throw ExitStatus.changes }
    }

    private struct Outcome {
        var name: String
        var report: LockReport
        var isWritten: Bool
        /// Whether the lock file changed, or would.
        var isDue: Bool
    }

    private func settings(_ workspace: Workspace) throws -> RunSettings {
        let environment = workspace.context.environment
        return RunSettings(isOffline: try EnvironmentSwitch.isOn("RECUA_OFFLINE", in: environment))
    }

    private func warn(_ scope: LockScope, _ plan: LockUpdate, _ output: Output) {
        if !scope.unreadable.isEmpty {
            let names = scope.unreadable.joined(separator: ", ")
            output.tell("cannot be read here: \(names); its sources are left as they are, and nothing is dropped")
        }
        let warnings = plan.unpinnable.map { use in
            Diagnostic(
                "lock.unpinnable",
                "`\(SourceName.shown(use.text))` cannot be pinned: its plugin takes no `sha256` for it",
                severity: .warning, at: use.place
            )
        }
        output.report(warnings)
    }

    private func show(_ outcome: Outcome, _ result: RunResult?, _ output: Output) {
        guard !json else { return output.print(json: document(outcome, result)) }
        let table = outcome.report.table(output.style)
        if !table.isEmpty { output.print(table) }
        let words = sentence(outcome)
        if !words.isEmpty { output.print(words) }
    }

    private func sentence(_ outcome: Outcome) -> String {
        if outcome.isWritten { return "wrote \(outcome.name): \(outcome.report.summary)" }
        if check, outcome.isDue {
            return "\(outcome.name) is not up to date; run: recua lock\(update ? " --update" : "")"
        }
        guard outcome.report.count(.open) == 0 else { return "" }
        let count = outcome.report.count(.kept)
        return count == 0
            ? "the manifest leaves nothing open" : "\(Quantity.count(count, "source")) locked, none changed"
    }

    private func document(_ outcome: Outcome, _ result: RunResult?) -> JSON {
        [
            "version": OutputVersion.current, "file": .string(outcome.name), "written": .bool(outcome.isWritten),
            "changed": .bool(outcome.isDue), "sources": outcome.report.json,
            "problems": .array((result?.problems ?? []).map(\.json)),
        ]
    }
}
