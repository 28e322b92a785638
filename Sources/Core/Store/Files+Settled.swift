extension Files {
    /// Nanoseconds; longer than the granularity of file times.
    static let timeGranularity: Int64 = 20_000_000

    /// The same where a file system keeps whole seconds, or on FAT every other one.
    static let coarseTimeGranularity: Int64 = 2_000_000_000

    /// True when the file's last change was longer ago than file times can tell apart.
    ///
    /// - Parameter time: nanoseconds since 1970.
    static func isSettled(_ facts: Facts, at time: Int64 = now()) -> Bool {
        // Nobody can set this time: it has no fraction where none is kept, else once in a billion files.
        let isCoarse = facts.changed % 1_000_000_000 == 0
        return time - max(facts.modified, facts.changed) > (isCoarse ? coarseTimeGranularity : timeGranularity)
    }
}
