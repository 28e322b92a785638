import RecuaCore

/// What still stands though no plan speaks of it, and the command that takes it down.
enum LeftoverText {
    /// More than these are not all shown.
    private static let most = 10

    /// A block for each, as long as they are few or all are asked for.
    static func lines(_ leftovers: [Leftover], showsAll: Bool, _ page: Page) -> [String] {
        guard leftovers.count > most, !showsAll else { return leftovers.map { text($0, page) } }
        let rest = Paragraph("… and \(leftovers.count - most) more still stand; `--all` shows each", .dim)
        return leftovers.prefix(most).map { text($0, page) } + [page.block("", columns: 0, rest)]
    }

    private static func text(_ leftover: Leftover, _ page: Page) -> String {
        var paragraph = Paragraph(leftover.stack, .bold)
        paragraph.add(situation(leftover))
        let told = leftover.records.filter { record in !leftover.records.contains { $0.isMark(of: record) } }
        paragraph.add(told.map(standing).joined(separator: "; "))
        paragraph.add("(\(command(leftover)))", .dim)
        return page.block("\(page.style(.yellow, "!")) ", columns: 2, paragraph)
    }

    private static func situation(_ leftover: Leftover) -> String {
        if let project = leftover.project { return "of project `\(project)`, which no manifest here has any more:" }
        return leftover.isDeclared ? "is deployed elsewhere now, and still stands:" : "is not in the manifest any more:"
    }

    /// `recua down --orphans old`; of a stack in the manifest all deployments go.
    static func command(_ leftover: Leftover) -> String {
        if let project = leftover.project { return "`recua down --project \(project) \(leftover.stack)`" }
        return leftover.isDeclared
            ? "`recua down \(leftover.stack)` takes down all of it" : "`recua down --orphans \(leftover.stack)`"
    }

    /// `local runs at http://127.0.0.1:15281`
    private static func standing(_ record: StepRecord) -> String {
        if record.isRemoval {
            return
                "what is left of \(record.plugin), whose taking down \(ReasonText.ending(of: record)) in run \(record.run)"
        }
        guard record.status == .done else { return "what a try of \(record.plugin) may have left" }
        guard let deployment = try? record.artifact?.decode(Deployment.self) else {
            return "what \(record.plugin) made"
        }
        guard deployment.process?.isAlive ?? true else { return "\(record.plugin), whose process is gone" }
        return "\(record.plugin) answers at \(deployment.url)"
    }
}

extension LeftoverText {
    /// Names that are told.
    private static let mostNames = 8

    /// `one, two and 3 more`
    static func names(_ stacks: [String]) -> String { Listing.text(stacks, most: mostNames) }

    /// A line for each project that no manifest has any more: ``project `proj`, which no manifest here has any more, still
    /// has one, two; name the project so again, or `recua down --project proj` takes them down``
    static func summaries(of stranded: [Leftover]) -> [String] {
        Set(stranded.compactMap(\.project)).sorted().map { project in
            let stacks = stranded.filter { $0.project == project }.map(\.stack)
            return "project `\(project)`, which no manifest here has any more, still has \(names(stacks)); "
                + "name the project so again, or `recua down --project \(project)` takes \(them(stacks)) down"
        }
    }

    /// A line for each project whose stacks of the same names stand beside those that are made: ``one, two stand as well as
    /// project `proj`, whose manifest is `stacks/proj.yaml```
    static func namesakes(_ twins: [Leftover], _ stranded: Stranded) -> [String] {
        Set(twins.compactMap(\.project)).sorted().map { project in
            let stacks = twins.filter { $0.project == project }.map(\.stack)
            return
                "\(names(stacks)) \(stacks.count == 1 ? "stands" : "stand") as well as project `\(project)`, whose manifest "
                + "is `\(stranded.manifests[project] ?? "")`"
        }
    }

    private static func them(_ stacks: [String]) -> String { stacks.count == 1 ? "it" : "them" }

    /// ``still known, but not in the manifest: one, two; `recua down --orphans` takes them down``
    static func summary(of orphans: [String]) -> String {
        "still known, but not in the manifest: \(names(orphans)); `recua down --orphans` takes \(them(orphans)) down"
    }

    /// `left alone: two, which another manifest here has`
    static func leftAlone(_ stacks: [String]) -> String {
        "left alone: \(names(stacks)), which \(stacks.count == 1 ? "another manifest" : "other manifests") here \(stacks.count == 1 ? "has" : "have")"
    }
}
