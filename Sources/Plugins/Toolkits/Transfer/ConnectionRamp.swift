/// How many connections to use: more only as long as more bring more.
///
/// One connection fills most lines; a server or a proxy that holds each connection to a rate is what several are for.
struct ConnectionRamp: Sendable {
    /// Looked at so often before the number is raised, since a new connection takes a while to reach its speed.
    private static let looks = 2
    /// Twice the connections must bring at least this much more.
    private static let gain = 1.25

    private(set) var count: Int
    private let limit: Int
    private var looks = 0
    /// Bytes between two looks, before the number was raised.
    private var rate = 0.0
    private var isSettled = false

    init(limit: Int) {
        self.limit = max(1, limit)
        count = min(2, self.limit)
    }

    /// Takes note of what came in since the last look.
    ///
    /// - Parameter isTroubled: true when the server asked for rest, or connections broke: then it is enough.
    mutating func look(received bytes: Int64, isTroubled: Bool) {
        looks += 1
        guard !isSettled, looks >= Self.looks else { return }
        looks = 0
        isSettled = isTroubled || bytes == 0 || Double(bytes) < rate * Self.gain || count == limit
        guard !isSettled else { return }
        rate = Double(bytes)
        count = min(count * 2, limit)
    }
}
