import RecuaCore

extension RunSession {
    /// Before anything is made that stands already under another project's name.
    ///
    /// What stands there and would not be made again is only told, and so is what stands there for a manifest of its own.
    ///
    /// - Throws: ``Diagnostic`` `plan.project-renamed`.
    func refuseTwins(_ look: Plan?) throws {
        guard let look, !look.isFresh else { return }
        let stranded = try engine.stranded(besides: look.ledger)
        let twins = look.twins(of: stranded.leftovers + stranded.uncertain)
        if let first = twins.first, let lost = first.project {
            throw renamed(lost, twins.filter { $0.project == lost }, stranded.doubts[lost], look.project)
        }
        context.output.tell(stranded)
        for line in LeftoverText.namesakes(look.twins(of: stranded.elsewhere), stranded) { context.output.tell(line) }
    }

    private func renamed(_ lost: String, _ twins: [Leftover], _ doubt: Diagnostic?, _ project: String) -> Diagnostic {
        let names = LeftoverText.names(twins.map(\.stack))
        let whose = doubt == nil ? "which no manifest here has any more" : "which perhaps no manifest here has any more"
        return Diagnostic(
            "plan.project-renamed",
            "\(names) of project `\(lost)`, \(whose), still \(twins.count == 1 ? "stands" : "stand"), and would be made a "
                + "second time as project `\(project)`",
            help: "name the project `\(lost)` again, or type: recua down --project \(lost); to have both, keep a "
                + "manifest of `\(lost)` beside this one",
            related: doubt.map { [Diagnostic.Related($0.message)] + $0.related } ?? [])
    }
}

extension Output {
    /// What of other projects stands without a manifest, and why that cannot be told of some.
    func tell(_ stranded: Stranded) {
        warn(of: stranded)
        for line in LeftoverText.summaries(of: stranded.leftovers) { tell(line) }
    }

    func warn(of stranded: Stranded) { report(stranded.doubts.sorted { $0.key < $1.key }.map(\.value)) }
}
