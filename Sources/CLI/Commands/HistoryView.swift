import RecuaCore

/// What `recua history` shows.
struct HistoryView {
    private let workspace: Workspace
    private let limit: Int
    private let isJSON: Bool

    init(_ workspace: Workspace, limit: Int, isJSON: Bool) {
        self.workspace = workspace
        self.limit = limit
        self.isJSON = isJSON
    }

    func runs(_ ledger: Ledger) throws {
        let runs = try ledger.summaries(limit: limit, stacks: HistoryText.stacks)
        if isJSON {
            show(["runs": .array(runs.map { $0.json(inFull: false) })])
        } else if runs.isEmpty {
            nothing()
        } else {
            output.print(text.list(runs))
        }
    }

    /// - Throws: ``Diagnostic`` `usage.no-run`.
    func run(_ choice: RunChoice, _ ledger: Ledger) throws {
        let number = try choice.number(in: ledger)
        guard let run = try ledger.summary(of: number) else { throw RunChoice.unknown(number) }
        if isJSON { show(["runs": [run.json(inFull: true)]]) } else { output.print(text.whole(run)) }
    }

    /// - Throws: ``Diagnostics`` with `usage.no-stack` for a name that is neither in the manifest nor on record.
    func stack(_ name: String, _ ledger: Ledger) throws {
        let (names, declared) = (workspace.declared, Set(workspace.declared))
        let known = names + (try ledger.stackNames()).filter { !declared.contains($0) }
        let stacks = try StackNames.select([name], from: known)
        let steps = try stacks.map { (stack: $0, steps: try ledger.steps(of: $0, limit: limit)) }
        if isJSON {
            show(["steps": .array(steps.flatMap(\.steps).map(\.json))])
            return
        }
        for (stack, steps) in steps {
            if stacks.count > 1 { output.print(output.style(.bold, stack)) }
            output.print(steps.isEmpty ? "nothing was run for \(stack) yet" : text.timeline(steps))
        }
    }

    func nothing() {
        if isJSON { show(["runs": []]) } else { output.print("nothing was run yet") }
    }

    private func show(_ json: JSON) {
        var document = json
        document["version"] = OutputVersion.current
        document["project"] = .string(workspace.parsed.project)
        output.print(json: document)
    }

    private var output: Output { workspace.context.output }

    private var text: HistoryText {
        let folder = workspace.engine.project.stateFolder
        let here = "\(workspace.context.workingFolder)/"
        let shown = folder.hasPrefix(here) ? String(folder.dropFirst(here.count)) : folder
        return HistoryText(
            style: output.style, now: Timestamp.now(), folder: shown, width: output.resultWidth, isAlive: isUnderWay)
    }

    /// True while the process that began the run has the project's lock. On another machine nobody can tell.
    private func isUnderWay(_ run: RunRecord) -> Bool {
        run.author.host == RunAuthor.current.host
            && ProjectLock.isHeld(workspace.engine.project.lock, by: run.author)
    }
}
