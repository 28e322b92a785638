/// Which file is at a ledger's place.
struct LedgerFile: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64

    /// - Returns: nil when there is none.
    init?(at place: LedgerPlace) {
        guard let facts = Files.untraced(place.path) else { return nil }
        (device, inode) = (facts.device, facts.inode)
    }
}
