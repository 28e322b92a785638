import ArgumentParser
import RecuaCore

/// `recua plan`
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.onStacks(
        "plan", "Show what `up` would do, and why. Changes nothing.",
        discussion: """
            Asks nobody: what a plugin cannot know of the network is left open. A plan that is kept with --out is carried \
            out by `recua up FILE`, exactly as it is or not at all.
            """
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @Flag(help: "Ask first whether what stands is as it was left.") var refresh = false
    @Flag(help: "Show every stack in full, however many there are.") var all = false
    @Flag(help: "Print the plan as JSON.") var json = false
    @Flag(help: "Exit with 11 when there is something to do.") var exitCode = false
    @Option(
        help: .init("Keep the plan in this file, for `recua up FILE`.", valueName: "file"), completion: .file())
    var out: String?

    func run() async throws {
        if out == "-" { throw Self.noFile }
        let session = try await Session.openForPlanning(manifest, sources)
        let stacks = try session.stacks(selection.stacks)
        let (plan, saved) = try await checkedPlan(stacks, session)
        if !refresh, saved == nil { session.lasts() }
        let foreseen = await session.engine.foreseen(plan)
        session.context.keepsakes.add(foreseen)
        // Programs that were asked take their time to end.
        async let ended: Void = session.engine.endProviders()
        try show(foreseen, session)
        await ended
        if let saved, let out { try keep(saved, as: out, session.context) }
        if exitCode, !plan.isFresh { throw ExitStatus.changes }
    }

    private static let noFile = Diagnostic(
        "usage.out", "a plan is kept in a file, and `-` is none",
        help:
            "name one: `--out today.plan`; `--json` prints the plan on standard output, and `./-` is a file of that name"
    )

    /// Mistakes that only plugins can tell come before everything else.
    private func checkedPlan(_ stacks: [Stack], _ session: Session) async throws -> (Plan, SavedPlan?) {
        guard out == nil, !refresh else {
            try await session.check(stacks)
            return try await plan(stacks, session)
        }
        if let plan = try await session.checkedPlan(stacks, goal: .everything) { return (plan, nil) }
        return try await plan(stacks, session)
    }

    private func plan(_ stacks: [Stack], _ session: Session) async throws -> (Plan, SavedPlan?) {
        let options = Engine.Options(
            command: "recua plan", isOffline: try sources.isOffline(session.context), refreshes: refresh)
        if out != nil {
            let choice = SavedPlan.Choice(
                file: manifest.file, place: try PlanChoice.place(of: manifest.file, session.context),
                profile: manifest.profile, target: manifest.target, overrides: manifest.overrides,
                stacks: selection.stacks, isRefreshed: refresh)
            return try await session.engine.savablePlan(stacks, choice: choice, options: options)
        }
        guard refresh else { return (try session.engine.plan(stacks, goal: .everything), nil) }
        let plan = try await session.engine.refreshedPlan(
            stacks, goal: .everything, options: options, events: EventStream([]))
        return (plan, nil)
    }

    private func show(_ plan: Plan, _ session: Session) throws {
        let output = session.context.output
        let leftovers = try leftovers(of: plan, session)
        if json {
            output.print(json: plan.json(leftovers: leftovers))
        } else {
            let text = PlanText(
                plan, leftovers: leftovers, showsAll: all, output.style, width: output.resultWidth)
            output.print(text.text)
        }
    }

    private func leftovers(of plan: Plan, _ session: Session) throws -> [Leftover] {
        let declared = session.manifest.stacks.map(\.name)
        guard selection.stacks.isEmpty else {
            return Leftover.all(in: plan.ledger, declared: declared, plan, orphans: false)
        }
        let undeclared = Undeclared(in: plan.ledger, declared: declared, session.engine, session.context)
        if let warning = undeclared.warning { session.context.output.report(warning) }
        let leftovers = Leftover.all(
            in: plan.ledger, declared: declared + undeclared.elsewhere, plan, orphans: undeclared.doubt == nil)
        let stranded = try session.engine.stranded(besides: plan.ledger)
        session.context.output.warn(of: stranded)
        return leftovers + stranded.leftovers
    }

    private func keep(_ plan: SavedPlan, as name: String, _ context: CommandContext) throws {
        try plan.write(to: Files.resolve(name, in: context.workingFolder))
        let word = SavedPlan.isFileName(name) ? name : "./\(name)"
        context.output.tell("kept in \(name): `recua up \(word)` does exactly this")
    }
}
