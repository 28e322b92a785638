/// How much of the past is kept.
public struct Retention: Sendable, Hashable {
    /// So many runs are kept, however old they are.
    public var runs: Int
    /// Runs that are younger are kept too.
    public var days: Int
    /// But never more than so many.
    public var most: Int

    public init(runs: Int = 100, days: Int = 90, most: Int = 1000) {
        self.runs = max(1, runs)
        self.days = max(0, days)
        self.most = max(self.runs, most)
    }
}
