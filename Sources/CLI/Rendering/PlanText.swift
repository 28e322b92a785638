import RecuaCore

/// A plan as a person reads it: the stacks that change as trees, what was left behind, and what it all comes to.
struct PlanText {

    private let plan: Plan
    private let leftovers: [Leftover]
    private let showsAll: Bool
    private let page: Page

    /// - Parameters:
    ///   - width: columns of a line; nil for no limit.
    ///   - showsAll: true for every stack in full, those that are up to date too.
    init(_ plan: Plan, leftovers: [Leftover] = [], showsAll: Bool = false, _ style: TextStyle, width: Int? = nil) {
        self.plan = plan
        self.leftovers = leftovers
        self.showsAll = showsAll
        page = Page(style: style, width: width)
    }

    var text: String {
        let trees = plan.stacks.isEmpty ? ["the manifest declares no stacks"] : stacks
        let last = plan.stacks.isEmpty ? [] : [PlanTotalsText.text(PlanTotals(of: plan), page)]
        return (trees + LeftoverText.lines(leftovers, showsAll: showsAll, page) + last).joined(separator: "\n")
    }

    private var stacks: [String] {
        let shown = showsAll ? plan.stacks : plan.stacks.filter { !$0.isFresh }
        let column = StepColumn.width(of: shown.flatMap { $0.steps.map(\.name) })
        func tree(_ stack: Plan.StackPlan) -> String { StackTree(stack, page, column: column).text }
        return showsAll ? shown.map(tree) : StackGroups.page(of: shown, page, hint: "`--all` shows each:", tree)
    }
}

/// How text is laid out: colours and width.
struct Page {
    var style: TextStyle
    /// Columns of a line; nil for no limit.
    var width: Int?

    /// A paragraph behind a head that is so many columns wide, its colours aside.
    func block(_ head: String, columns: Int, _ paragraph: Paragraph) -> String {
        let lines = paragraph.lines(indent: columns, width: width, style)
        return head + lines.joined(separator: "\n")
    }
}
