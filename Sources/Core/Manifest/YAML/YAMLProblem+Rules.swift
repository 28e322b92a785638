extension YAMLProblem {
    /// One way in which libyaml gives up, and what it means for the person who wrote the text.
    struct Rule {
        var problem: String
        var context: String?
        var message: String
        var help: String?
        /// The mistake is where the construct began, not where reading stopped.
        var isAtContext = false

        func matches(_ found: YAMLProblem) -> Bool {
            guard found.problem.contains(problem) else { return false }
            return context.map { found.context?.contains($0) ?? false } ?? true
        }
    }
}

extension YAMLProblem.Rule {
    static let all: [Self] = [
        Self(
            problem: "mapping values are not allowed", message: "a `:` where no key can be",
            help: "did you forget quotes around a text with `: ` in it, or is the indentation off?"
        ),
        Self(
            problem: "could not find expected ':'", message: "a key without its `:`",
            help: "did you forget the `:` after the key?", isAtContext: true
        ),
        Self(
            problem: "found unexpected end of stream", context: "quoted scalar",
            message: "a quote that is never closed",
            help: "did you forget the closing quote?", isAtContext: true
        ),
        Self(
            problem: "found unexpected document indicator",
            message: "a quote that is not closed before the document ends",
            help: "did you forget the closing quote?", isAtContext: true
        ),
        Self(
            problem: "did not find expected ',' or ']'", message: "a list in `[…]` that is not closed",
            help: "did you forget a `,` or the closing `]`?"
        ),
        Self(
            problem: "did not find expected ',' or '}'", message: "a mapping in `{…}` that is not closed",
            help: "did you forget a `,` or the closing `}`?"
        ),
        Self(
            problem: "did not find expected key", message: "expected a key of the mapping that began above",
            help: "is this line indented like its neighbours?"
        ),
        Self(
            problem: "did not find expected '-' indicator",
            message: "expected another `-` of the list that began above",
            help: "is this line indented like its neighbours?"
        ),
        Self(
            problem: "block sequence entries are not allowed", message: "a list cannot begin here",
            help: "did you mean to put the `-` on a line of its own?"
        ),
        Self(
            problem: "did not find expected alphabetic or numeric character", context: "alias",
            message: "`*` begins an alias, and no name follows",
            help: "did you forget quotes around a text that begins with `*`?"
        ),
        Self(
            problem: "did not find expected alphabetic or numeric character", context: "anchor",
            message: "`&` begins an anchor, and no name follows",
            help: "did you forget quotes around a text that begins with `&`?"
        ),
        Self(
            problem: "cannot start any token", message: "a value cannot begin with this character",
            help: "did you forget quotes around it?"
        ),
        Self(problem: "did not find expected node content", message: "expected a value here"),
        Self(
            problem: "found unknown escape character", message: "unknown escape in double quotes",
            help: "did you mean `\\\\`, or single quotes, in which a backslash is a backslash?"
        ),
        Self(
            problem: "did not find expected <document start>", message: "text after the end of the document",
            help: "is this line indented like its neighbours?"
        ),
        Self(
            problem: "found undefined tag handle", message: "unknown tag",
            help: "did you forget quotes around a text that begins with `!`?"
        ),
        Self(
            problem: "did not find expected comment or line break", message: "text after `|` or `>`",
            help: "did you mean to begin the text on the next line?"
        ),
    ]
}
