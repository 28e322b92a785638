/// Something that still stands though no plan speaks of it any more: its stack left the manifest, or is deployed by
/// another plugin now. `up` leaves it alone; `down` takes it away.
public struct Leftover: Sendable, Hashable {
    public var stack: String
    /// False when the stack is not in the manifest: an orphan.
    public var isDeclared: Bool
    /// What stands, the oldest first.
    public var records: [StepRecord]
    /// The project that it belongs to, where that is one that no manifest has any more; nil for the manifest's own.
    public var project: String?

    /// The leftovers that the ledger knows.
    ///
    /// - Parameters:
    ///   - declared: names of all stacks of the manifest.
    ///   - plan: of stacks of the manifest that it does not have, nothing is told.
    ///   - orphans: whether stacks that left the manifest are told at all.
    public static func all(
        in ledger: LedgerSnapshot, declared: [String], _ plan: Plan, orphans: Bool = true
    ) -> [Leftover] {
        let declared = Set(declared)
        let planned = Dictionary(plan.stacks.indices.map { (plan.stacks[$0].stack.name, $0) }) { first, _ in first }
        func isLeft(_ step: LedgerSnapshot.Key) -> Bool {
            guard declared.contains(step.stack) else { return orphans }
            return planned[step.stack].map { !plan.stacks[$0].steps.contains { $0.name == step.plugin } } ?? false
        }
        let left = ledger.standingSteps.filter(isLeft)
        return Set(left.map(\.stack)).sorted().map { stack in
            let records = ledger.standing(of: stack).filter { isLeft(.init(stack: stack, plugin: $0.plugin)) }
            return Leftover(stack: stack, isDeclared: declared.contains(stack), records: records)
        }
    }
}
