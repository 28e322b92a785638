extension LedgerSnapshot {
    /// The same, stack by stack. Who looks at many stacks asks each by itself: what is of a thousand others would be
    /// gone through for every one.
    public var byStack: [String: LedgerSnapshot] {
        var stacks: [String: LedgerSnapshot] = [:]
        for (key, record) in current { stacks[key.stack, default: LedgerSnapshot()].current[key] = record }
        for (key, record) in attempts { stacks[key.stack, default: LedgerSnapshot()].attempts[key] = record }
        return stacks
    }
}
