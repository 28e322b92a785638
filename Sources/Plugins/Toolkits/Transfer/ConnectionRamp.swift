/// How many connections to use: more only as long as more bring more, and fewer when the server asks for rest.
///
/// One connection fills most lines; a server or a proxy that holds each connection to a rate is what several are for.
struct ConnectionRamp: Sendable {
    /// What went wrong since the last look.
    enum Trouble: Sendable {
        /// A connection broke, or its bytes were not those that were asked for.
        case broken
        /// The server answered that there is too much to do: 429 or 503.
        case rest
    }

    /// Looked at so often before the number is raised, since a new connection takes a while to reach its speed.
    private static let looks = 2
    /// Twice the connections must bring at least this much more.
    private static let gain = 1.25

    private(set) var count: Int
    private var limit: Int
    private var looks = 0
    /// Bytes between two looks, before the number was raised.
    private var rate = 0.0
    private var isSettled = false
    /// Looks that still show refusals of what was asked for before the number was lowered.
    private var echoes = 0

    init(limit: Int) {
        self.limit = max(1, limit)
        count = min(2, self.limit)
    }

    /// Takes note of what came in since the last look.
    mutating func look(received bytes: Int64, _ trouble: Trouble? = nil) {
        if trouble == .rest { return rest() }
        echoes = max(0, echoes - 1)
        looks += 1
        guard !isSettled, looks >= Self.looks else { return }
        looks = 0
        isSettled = trouble != nil || bytes == 0 || Double(bytes) < rate * Self.gain || count == limit
        guard !isSettled else { return }
        rate = Double(bytes)
        count = min(count * 2, limit)
    }

    /// Halves the number, and lets it grow again, but only to three quarters of what was too many, and to two
    /// again unless one alone was. One burst of refusals counts once.
    private mutating func rest() {
        guard echoes == 0 else { return echoes -= 1 }
        echoes = Self.looks
        limit = count == 1 ? 1 : max(2, min(limit, count * 3 / 4))
        count = max(1, count / 2)
        looks = 0
        rate = 0
        isSettled = false
    }
}
