extension Files {
    /// Nanoseconds; longer than the granularity of file times.
    static let timeGranularity: Int64 = 20_000_000

    /// True when the file's last change is longer ago than file times can tell apart.
    static func isSettled(_ facts: Facts) -> Bool {
        now() - max(facts.modified, facts.changed) > timeGranularity
    }
}
