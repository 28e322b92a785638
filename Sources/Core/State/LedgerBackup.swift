/// A copy of a ledger as it was when a run had ended, in `.recua/backups`.
public struct LedgerBackup: Sendable, Hashable, Codable {
    public var path: String
    /// When it was made: RFC 3339, UTC.
    public var made: String

    /// How many are kept.
    static let number = 5

    /// Those that are there, the newest first.
    static func all(of place: LedgerPlace) -> [LedgerBackup] {
        guard Files.exists(place.backups) else { return [] }
        let names = (try? Files.list(place.backups)) ?? []
        return names.reversed().compactMap { name in
            guard name.hasPrefix("ledger-"), name.hasSuffix(".db") else { return nil }
            let stamp = name.dropFirst("ledger-".count).dropLast(".db".count)
            guard let day = stamp.split(separator: "T").first, stamp.utf8.count == 24 else { return nil }
            let clock = stamp.dropFirst(day.count).replacing("-", with: ":")
            return LedgerBackup(path: "\(place.backups)/\(name)", made: "\(day)\(clock)")
        }
    }

    /// One that is to be made.
    init(of place: LedgerPlace, at time: String) {
        made = time
        path = "\(place.backups)/ledger-\(time.replacing(":", with: "-")).db"
    }

    private init(path: String, made: String) {
        self.path = path
        self.made = made
    }
}
