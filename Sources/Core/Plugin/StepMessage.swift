/// What a running step tells those who watch.
public enum StepMessage: Sendable, Hashable {
    /// What progress counts.
    public enum Unit: String, Sendable, Hashable, Codable { case bytes, items, steps }
    /// How much it matters.
    public enum Level: String, Sendable, Hashable, Codable {
        case debug, info
        /// Worth a person's attention when the step has ended, such as how much was sent.
        case notice
        case warning, error
    }

    /// How far the step is, of how much when that is known.
    case progress(phase: String, done: Int64, total: Int64?, unit: Unit)
    /// A line for the log.
    case log(level: Level, message: String)
    /// What is odd or wrong in the sections.
    case diagnostic(Diagnostic)
}
