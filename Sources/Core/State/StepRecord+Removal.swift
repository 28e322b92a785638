extension StepRecord {
    /// Why the taking down of an effect is on record: the first of its reasons.
    public static let removal = "to be taken down"
    /// The second of its reasons, where a try that had not ended well is taken down.
    private static let ofFailure = "and what a try that did not end well may have left"

    /// True for an effect that somebody began to take down: as long as that has no end on record, and when it has not
    /// ended well. Then nobody knows what of it still stands.
    public var isRemoval: Bool { status != .done && reasons.first == Self.removal }

    /// True when it is this result that somebody began to take down, and nothing else: not a try as well that was to
    /// bring it back under its token.
    public func isRemoval(of standing: StepRecord) -> Bool {
        isRemoval && !isRemovalOfFailure && standing.status == .done && isOfSameStep(as: standing)
    }

    /// True when both were made with the same token of the same inputs.
    func isOfSameStep(as other: StepRecord) -> Bool {
        token == other.token && components == other.components && sectionsText == other.sectionsText
    }

    /// True when it is the taking down of a try that had failed or was cancelled: what is there is not known to be whole.
    var isRemovalOfFailure: Bool { isRemoval && reasons.contains(Self.ofFailure) }

    /// The record that this, a result or a try, is about to be taken down. It has its token, so that who goes on from there
    /// finds what is left.
    func removal(run: Int64, at time: String) -> StepRecord {
        var removal = self
        (removal.id, removal.run, removal.status) = (0, run, .begun)
        (removal.artifact, removal.error, removal.log) = (nil, nil, nil)
        (removal.started, removal.ended) = (time, nil)
        let isOfFailure = isRemoval ? isRemovalOfFailure : status == .failed || status == .cancelled
        removal.reasons = [Self.removal] + (isOfFailure ? [Self.ofFailure] : [])
        return removal
    }
}
