extension StepRecord {
    /// Why an effect is on record anew whose ledger was brought back from a backup: it may have been changed or taken down
    /// since.
    public static let restored = "the ledger was brought back from a backup"

    /// True for an effect that a backup knows, as long as nobody has looked whether it still stands.
    public var isRestored: Bool { status == .begun && reasons.first == Self.restored }

    /// True when this says of what stands that it is being taken down, or that nobody has looked for it since the ledger was
    /// brought back.
    public func isMark(of standing: StepRecord) -> Bool {
        isRemoval(of: standing) || isRestored && isOfSameStep(as: standing)
    }
}
