/// How long a program is waited for.
public struct WirePatience: Sendable, Hashable {
    /// From a request that asks for nothing slow to its answer; from `cancel` to the end of what is cancelled.
    public var answer: Duration = .seconds(10)
    /// From the end of its input, or SIGTERM, to its own end.
    public var end: Duration = .seconds(10)
    /// What a program gets to go when that is not what is looked at.
    public var farewell: Duration = .milliseconds(500)

    public init() {}

    /// `10 seconds`
    static func text(_ duration: Duration) -> String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return seconds == seconds.rounded() ? "\(Int64(seconds)) seconds" : "\(seconds) seconds"
    }
}
