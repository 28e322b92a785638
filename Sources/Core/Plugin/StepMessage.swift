/// What a running step tells those who watch.
public enum StepMessage: Sendable, Hashable {
    public enum Unit: String, Sendable, Hashable, Codable { case bytes, items, steps }
    public enum Level: String, Sendable, Hashable, Codable {
        case debug, info
        /// Worth a person's attention when the step has ended, such as how much was sent.
        case notice
        case warning, error
    }

    case progress(phase: String, done: Int64, total: Int64?, unit: Unit)
    case log(level: Level, message: String)
    /// What is odd or wrong in the sections.
    case diagnostic(Diagnostic)
}
