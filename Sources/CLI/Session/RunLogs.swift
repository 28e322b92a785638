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
        let folder = "\(workspace.engine.project.stateFolder)/logs/\(number)"
        let logs = try files(in: folder, stacks)
        guard !logs.isEmpty else {
            throw Diagnostic(
                "logs.none", "no step of run \(number) logged anything\(stacks.isEmpty ? "" : " for these stacks")",
                help: "`recua history \(number)` shows what it did")
        }
        for (place, log) in logs.enumerated() { try show(log, isFirst: place == 0, isAlone: logs.count == 1) }
    }

    private struct Log {
        var name: String
        var path: String
    }

    private func files(in folder: String, _ patterns: [String]) throws -> [Log] {
        let names = (try? Files.list(folder)) ?? []
        guard !names.isEmpty else { return [] }
        return try StackNames.select(patterns, from: names).flatMap { stack in
            ((try? Files.list("\(folder)/\(stack)")) ?? []).filter { $0.hasSuffix(".log") }
                .map { Log(name: "\(stack)/\($0.dropLast(4))", path: "\(folder)/\(stack)/\($0)") }
        }
    }

    /// Several are told apart as `tail` does it.
    private func show(_ log: Log, isFirst: Bool, isAlone: Bool) throws {
        let output = workspace.context.output
        if !isAlone { output.print("\(isFirst ? "" : "\n")\(output.style(.bold, "==> \(log.name) <=="))") }
        var text = try Files.readText(log.path)[...]
        if let lines { text = text.split(separator: "\n").suffix(lines).joined(separator: "\n")[...] }
        while text.last?.isNewline == true { text.removeLast() }
        if !text.isEmpty { output.print(String(text)) }
    }
}
