extension Timestamp {
    /// Seconds since 1970 of what ``now()`` wrote; nil for any other text.
    public static func seconds(_ text: String) -> Double? { nanoseconds(text).map { Double($0 / 1_000_000) / 1000 } }

    /// From one point in time to another; nil when one of them is none, or when the clock was set back between them.
    public static func duration(from start: String, to end: String) -> Duration? {
        guard let start = nanoseconds(start), let end = nanoseconds(end), end >= start else { return nil }
        return .nanoseconds(end - start)
    }
}

extension StepRecord {
    /// How long it ran; nil while it has no end on record.
    public var duration: Duration? { ended.flatMap { Timestamp.duration(from: started, to: $0) } }
}

extension RunRecord {
    /// How long it took; nil while it has no end on record.
    public var duration: Duration? { ended.flatMap { Timestamp.duration(from: started, to: $0) } }
}
