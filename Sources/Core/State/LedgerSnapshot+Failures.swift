extension LedgerSnapshot {
    /// Whether the failure of a step's last try still counts, as far as the ledger tells: nothing of the step stands, or
    /// only something that was made of what has been replaced since. A result that stands again says more than a try of
    /// something else.
    public func counts(_ failure: StepRecord) -> Bool {
        guard let standing = current(failure.stack, failure.plugin) else { return true }
        let records = records(of: failure.stack)
        return standing.inputs.contains { kind in
            let digests = records.filter { $0.kind == kind }.compactMap(\.artifactDigest)
            let recorded = standing.fingerprint["artifact \(kind)"]
            return !digests.isEmpty && recorded != nil && !digests.contains { $0.description == recorded }
        }
    }
}
