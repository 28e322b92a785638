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
        paragraph.add(
            leftover.isDeclared ? "is deployed elsewhere now, and still stands:" : "is not in the manifest any more:")
        paragraph.add(leftover.records.map(standing).joined(separator: "; "))
        paragraph.add("(\(command(leftover)))", .dim)
        return page.block("\(page.style(.yellow, "!")) ", columns: 2, paragraph)
    }

    /// `recua down --orphans old`; of a stack in the manifest all deployments go.
    static func command(_ leftover: Leftover) -> String {
        leftover.isDeclared
            ? "`recua down \(leftover.stack)` takes down all of it" : "`recua down --orphans \(leftover.stack)`"
    }

    /// `local runs at http://127.0.0.1:15281`
    private static func standing(_ record: StepRecord) -> String {
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
    private static let names = 8

    /// ``still known, but not in the manifest: one, two; `recua down --orphans` takes them down``
    static func summary(of orphans: [String]) -> String {
        let named = orphans.prefix(names).joined(separator: ", ")
        let more = orphans.count > names ? " and \(orphans.count - names) more" : ""
        let them = orphans.count == 1 ? "it" : "them"
        return "still known, but not in the manifest: \(named)\(more); `recua down --orphans` takes \(them) down"
    }
}
