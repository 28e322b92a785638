/// What a program said on its standard output that Recua did not understand.
struct Misunderstandings {
    /// A number of them, and the newest in words.
    struct Excerpt: Sendable, Hashable {
        let count: Int
        let last: String
    }

    /// Lines that are no messages.
    private(set) var strayLines = 0
    /// All, answers to nothing and messages about no request included.
    private(set) var count = 0
    /// Warnings that nobody has heard: while a program says what it is, and checks, no step listens.
    var untold: [String] = []
    private var last = ""
    private var told: Set<String> = []

    mutating func addStrayLine(_ what: String) {
        strayLines += 1
        add(what)
    }

    mutating func add(_ what: String) {
        count += 1
        last = what
    }

    /// True the first time: what goes wrong again and again is told once in a program's life.
    mutating func isNews(_ kind: String) -> Bool { told.insert(kind).inserted }

    /// Those that came after the first `mark`; nil when there are none.
    func excerpt(since mark: Int) -> Excerpt? { count > mark ? Excerpt(count: count - mark, last: last) : nil }
}
