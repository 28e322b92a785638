/// One step through a YAML text. `start` and `end` count Unicode scalars from 0.
struct YAMLEvent {
    struct Scalar {
        var text: String
        /// Written without quotes and not as a block, so that its letters decide its type.
        var isPlain: Bool
    }

    enum Kind {
        case streamStart, streamEnd
        case documentStart, documentEnd
        case alias(String)
        case scalar(Scalar)
        case sequenceStart, sequenceEnd
        case mappingStart, mappingEnd
    }

    var kind: Kind
    var anchor: String?
    var tag: String?
    /// True for the end of `[…]` and `{…}`: the end of a block is where the next thing begins.
    var isFlow = false
    var start: Int
    var end: Int
}

/// What libyaml could not read, in its own words.
struct YAMLProblem: Error {
    var problem: String
    var index: Int
    /// What it was reading, and where that began.
    var context: String?
    var contextIndex: Int
}
