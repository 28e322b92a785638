/// Why there is no engine to ask.
enum EngineFailure: Error, Sendable, Hashable {
    /// It ended by itself: how, in a sentence.
    case ended(String)
    /// It was told to.
    case stopped
}
