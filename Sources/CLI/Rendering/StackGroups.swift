import RecuaCore

/// Stacks that change, too many to show: alike ones in a line.
struct StackGroups {
    /// More stacks than these are not all shown in full.
    private static let most = 20
    /// How many are shown then.
    private static let shown = 10
    /// Names that a line shows.
    private static let names = 3
    private static let lines = 10

    private var groups: [(title: String, names: [String])] = []

    private init(_ stacks: some Sequence<Plan.StackPlan>) {
        var places: [String: Int] = [:]
        for stack in stacks {
            let title = Self.title(of: stack)
            if let place = places[title] {
                groups[place].names.append(stack.stack.name)
            } else {
                places[title] = groups.count
                groups.append((title, [stack.stack.name]))
            }
        }
    }

    /// Stacks in full as long as they are few; else the first of them, and what the others have in common.
    ///
    /// - Parameter hint: how all are shown.
    static func page(
        of stacks: [Plan.StackPlan], _ page: Page, hint: String, _ tree: (Plan.StackPlan) -> String
    ) -> [String] {
        guard stacks.count > most else { return stacks.map(tree) }
        return stacks.prefix(shown).map(tree) + [StackGroups(stacks.dropFirst(shown)).text(page, hint: hint)]
    }

    private func text(_ page: Page, hint: String) -> String {
        let count = groups.reduce(0) { $0 + $1.names.count }
        let rest = groups.count - Self.lines
        let head = page.block("", columns: 0, Paragraph("… and \(count) more; \(hint)", .dim))
        let last = rest > 0 ? [page.style(.dim, "  … and \(Quantity.count(rest, "kind")) more")] : []
        return ([head] + groups.prefix(Self.lines).map { line($0, page) } + last).joined(separator: "\n")
    }

    private func line(_ group: (title: String, names: [String]), _ page: Page) -> String {
        let names = group.names.prefix(Self.names).joined(separator: ", ")
        var paragraph = Paragraph(Quantity.count(group.names.count, "stack"), .bold)
        paragraph.add(group.title)
        paragraph.add("(\(names)\(group.names.count > Self.names ? ", …" : ""))", .dim)
        return page.block("  ", columns: 2, paragraph)
    }

    /// What stacks have in common that are told together: which step runs first, and what for.
    private static func title(of plan: Plan.StackPlan) -> String {
        let target = plan.stack.facts.target
        if plan.steps.allSatisfy(\.isNew) { return "→ \(target), new" }
        let first = plan.steps.first { !$0.state.isSettled }
        let reason = first?.reasons.first.map { reason in
            if case .changed(let change) = reason { return ChangeText.name(change) }
            if case .lost = reason { return "what it made is gone" }
            return ReasonText.text(reason)
        }
        return "→ \(target), \(first?.name ?? ""): \(reason ?? "")"
    }
}
