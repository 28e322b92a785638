import RecuaCore

/// What the steps of a run logged: the files in `.recua/logs/RUN`.
struct RunLogs {
    private let workspace: Workspace
    /// From the end of each; nil for all.
    private let lines: Int?

    init(_ workspace: Workspace, lines: Int?) {
        self.workspace = workspace
        self.lines = lines
    }

    /// - Parameter stacks: names or patterns; all when there are none.
    /// - Throws: ``Diagnostic`` `usage.no-run` or `logs.none`; ``Diagnostics`` `usage.no-stack`.
    func show(_ choice: RunChoice, _ stacks: [String]) throws {
        let number = try workspace.engine.reading { try choice.number(in: $0) }
        guard let number, try workspace.engine.reading({ try $0.summary(of: number) }) ?? nil != nil else {
            if case .number(let number) = choice { throw RunChoice.unknown(number) }
            throw RunChoice.nothing
        }
        let logs = try files(of: number, stacks)
        guard !logs.isEmpty else {
            throw Diagnostic(
                "logs.none", "no step of run \(number) logged anything\(stacks.isEmpty ? "" : " for these stacks")",
                help: "`recua history \(number)` shows what it did")
        }
        for (place, log) in logs.enumerated() { try show(log, isFirst: place == 0, isAlone: logs.count == 1) }
    }

    /// Whether a step of the stack logged anything in the run.
    func areThere(of stack: String, in run: Int64) -> Bool { !files(of: stack, in: folder(of: run)).isEmpty }

    private struct Log {
        var name: String
        var path: String
    }

    private func folder(of run: Int64) -> String { "\(workspace.engine.project.stateFolder)/logs/\(run)" }

    /// - Throws: ``Diagnostics`` `usage.no-stack` for what is no stack at all: one that logged nothing is one.
    private func files(of run: Int64, _ patterns: [String]) throws -> [Log] {
        let folder = folder(of: run)
        let written = (try? Files.list(folder)) ?? []
        let recorded = try workspace.engine.reading { try $0.stackNames() } ?? []
        let others = Set(workspace.declared + recorded).subtracting(written)
        return try StackNames.select(patterns, from: written + others.sorted()).flatMap { files(of: $0, in: folder) }
    }

    private func files(of stack: String, in folder: String) -> [Log] {
        ((try? Files.list("\(folder)/\(stack)")) ?? []).filter { $0.hasSuffix(".log") }
            .map { Log(name: "\(stack)/\($0.dropLast(4))", path: "\(folder)/\(stack)/\($0)") }
    }

    /// Several are told apart as `tail` does it.
    private func show(_ log: Log, isFirst: Bool, isAlone: Bool) throws {
        let output = workspace.context.output
        if !isAlone { output.print("\(isFirst ? "" : "\n")\(output.style(.bold, "==> \(log.name) <=="))") }
        var text = try Files.readText(log.path)[...]
        if let lines { text = text.split(separator: "\n").suffix(lines).joined(separator: "\n")[...] }
        while text.last?.isNewline == true { text.removeLast() }
        if !text.isEmpty { output.print(DisplayText.lines(String(text))) }
    }
}
