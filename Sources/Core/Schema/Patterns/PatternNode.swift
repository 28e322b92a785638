/// A part of a regular expression.
indirect enum PatternNode: Sendable, Hashable {
    /// One character out of a set.
    case scalar(ScalarSet)
    /// The text begins here.
    case start
    /// The text ends here.
    case end
    case sequence([PatternNode])
    case choice([PatternNode])
    /// So many times; without an upper bound, any number more.
    case repetition(PatternNode, least: Int, most: Int?)
}
