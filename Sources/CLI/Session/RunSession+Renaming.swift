import RecuaCore

extension RunSession {
    /// Before anything is made that stands already under another project's name.
    ///
    /// What stands there and would not be made again is only told.
    ///
    /// - Throws: ``Diagnostic`` `plan.project-renamed`.
    func refuseTwins(_ look: Plan?) throws {
        guard let look, !look.isFresh else { return }
        let stranded = try engine.stranded(besides: look.ledger)
        let twins = look.twins(of: stranded)
        if let first = twins.first, let lost = first.project { throw renamed(lost, twins, look.project) }
        for line in LeftoverText.summaries(of: stranded) { context.output.tell(line) }
    }

    private func renamed(_ lost: String, _ twins: [Leftover], _ project: String) -> Diagnostic {
        let names = LeftoverText.names(twins.filter { $0.project == lost }.map(\.stack))
        return Diagnostic(
            "plan.project-renamed",
            "\(names) of project `\(lost)`, which no manifest here has any more, still "
                + "\(twins.count == 1 ? "stands" : "stand"), and would be made a second time as project `\(project)`",
            help: "name the project `\(lost)` again, or type: recua down --project \(lost); to have both, keep a "
                + "manifest of `\(lost)` beside this one")
    }
}
