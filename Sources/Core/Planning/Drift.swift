/// What a look at the world found to be otherwise than the ledger says, by step.
public struct Drift: Sendable {
    private var reasons: [LedgerSnapshot.Key: [Plan.Reason]]

    init(_ reasons: [LedgerSnapshot.Key: [Plan.Reason]]) { self.reasons = reasons }

    /// As if all were as it was left.
    public init() { self.init([:]) }

    /// Why a step must run for it; nothing when what it made is as it was left.
    public subscript(stack: String, plugin: String) -> [Plan.Reason] {
        reasons[LedgerSnapshot.Key(stack: stack, plugin: plugin)] ?? []
    }

    public var isEmpty: Bool { reasons.values.allSatisfy(\.isEmpty) }
}
