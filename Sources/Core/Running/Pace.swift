/// Hears how far a command is with what it does for many stacks before anything runs.
///
/// Plans, checks and looks at the world report to the one of the current task.
package struct Pace: Sendable {
    /// What is done for each stack, or each result that stands.
    package enum Work: Sendable, Hashable, CaseIterable { case checking, planning, looking }

    /// Nil where nobody wants to know.
    @TaskLocal package static var current: Pace?

    private let hear: @Sendable (Work, _ done: Int, _ total: Int) -> Void

    /// - Parameter hear: told often, from any thread; work that is over has as many done as there are.
    package init(_ hear: @escaping @Sendable (Work, _ done: Int, _ total: Int) -> Void) { self.hear = hear }

    func tell(_ work: Work, _ done: Int, of total: Int) { hear(work, done, total) }
}
