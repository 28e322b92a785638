import RecuaCore

extension StackStatus {
    static func table(_ states: [StackStatus], _ style: TextStyle, width: Int? = nil) -> String {
        guard !states.isEmpty else { return "the manifest declares no stacks" }
        var table = Table()
        table.add([
            .init("STACK", .dim), .init("STATE", .dim), .init("TARGET", .dim), .init("SMOKE", .dim), .init("URL", .dim),
        ])
        for state in states {
            table.add([
                .init(state.name, .bold), .init(state.word, state.color), .init(state.deployment?.target ?? "–"),
                .init(state.smoke), .init(state.place),
            ])
        }
        return table.text(style, width: width)
    }

    private var word: String {
        guard let isDeclared else { return "\(state.rawValue), perhaps not in any manifest" }
        return isDeclared ? state.rawValue : "\(state.rawValue), not in the manifest"
    }

    private var color: TextStyle.Color {
        switch state {
        case .up: isDeclared == true ? .green : .yellow
        case .down: .dim
        case .deploying, .removing, .gone, .cancelled, .unknown: .yellow
        case .failed: .red
        }
    }

    private var smoke: String {
        if failures.values.contains(where: { $0.kind == .report }) { return "failed" }
        guard let report else { return "–" }
        return "\(report.cases.filter(\.passed).count)/\(report.cases.count)"
    }

    private var place: String {
        switch state {
        case .up: (deployment?.url ?? "") + elsewhereText + (deployment?.warning.map { " (\($0))" } ?? "") + troubleText
        case .gone: "its process is gone; \(advice("starts it again"))"
        case .unknown where removal != nil: former + removalText
        case .unknown where isRestored: former + "\(StepRecord.restored); \(advice("looks what became of it"))"
        case .unknown: former + "a deployment was interrupted; \(advice("looks what became of it"))"
        case .cancelled: former + "the last deployment was cancelled; \(advice("begins it again"))"
        case .failed: "\(troubleText.dropFirst(2)); \(advice("tries again"))"
        case .deploying, .removing: former + "a run is at work on it"
        case .down: String(troubleText.dropFirst(2))
        }
    }

    /// ` (started for the project in `/srv/llamas`; `recua up chat` starts one for this)`
    private var elsewhereText: String {
        elsewhere.map { " (started for the project in `\($0)`; \(advice("starts one for this")))" } ?? ""
    }

    /// Where it answered before somebody began to change it.
    private var former: String { deployment.map { "\($0.url); " } ?? "" }

    /// ``taking it down was cut off in run 3: see `recua history 3`; `recua up chat` looks what is left of it, …``
    private var removalText: String {
        guard let removal else { return "" }
        let fate =
            "taking it down \(ReasonText.ending(of: removal)) in run \(removal.run): see `recua history \(removal.run)`"
        let goesOn = isDeclared == true ? ", `recua down \(name)` goes on" : ""
        return "\(fate); \(advice("looks what is left of it"))\(goesOn)"
    }

    /// `; smoke failed in run 3: see `recua history 3`; taking shelf down was cut off in run 4: see `recua history 4``
    private var troubleText: String {
        let removed = Set(otherRemovals.map(\.plugin))
        let failed = failures.filter { !removed.contains($0.key) }.sorted { $0.key < $1.key }.map { plugin, failure in
            "; \(plugin) \(failure): see `recua history \(failure.run)`"
        }
        let left = otherRemovals.map { removal in
            "; taking \(removal.plugin) down \(ReasonText.ending(of: removal)) in run \(removal.run): "
                + "see `recua history \(removal.run)`"
        }
        return (failed + left).joined()
    }

    /// What to type: a stack that is not in the manifest can only be taken down.
    private func advice(_ purpose: String) -> String {
        guard let isDeclared else { return "which manifest has it cannot be told" }
        return isDeclared ? "`recua up \(name)` \(purpose)" : "`recua down --orphans \(name)` takes down what is left"
    }
}
