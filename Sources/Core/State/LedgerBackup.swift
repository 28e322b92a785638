/// A copy of a ledger as it was when a run had ended, in `.recua/backups`.
public struct LedgerBackup: Sendable, Hashable, Codable {
    public var path: String
    /// When it was made: RFC 3339, UTC.
    public var made: String

    /// How many are kept.
    static let number = 5

    /// Those that are there, the newest first: by their numbers, since a clock that was wrong once makes no backup newer.
    static func all(of place: LedgerPlace) -> [LedgerBackup] { numbered(of: place).map(\.backup) }

    /// One that is to be made: it is newer than all that are there.
    init(of place: LedgerPlace, at time: String) {
        let number = String((Self.numbered(of: place).first?.number ?? 0) + 1)
        let digits = String(repeating: "0", count: max(0, 5 - number.utf8.count)) + number
        self.init(path: "\(place.backups)/ledger-\(digits)-\(time.replacing(":", with: "-")).db", made: time)
    }

    private init(path: String, made: String) {
        self.path = path
        self.made = made
    }

    private static func numbered(of place: LedgerPlace) -> [(number: Int, backup: LedgerBackup)] {
        guard Files.exists(place.backups) else { return [] }
        let backups = ((try? Files.list(place.backups)) ?? []).compactMap { name in
            parts(of: name).map { number, made in
                (number: number, backup: LedgerBackup(path: "\(place.backups)/\(name)", made: made))
            }
        }
        return backups.sorted { ($0.number, $0.backup.made) > ($1.number, $1.backup.made) }
    }

    /// `ledger-NUMBER-TIME.db`; an earlier Recua wrote no number, and is older than each that does.
    private static func parts(of name: String) -> (number: Int, made: String)? {
        guard name.hasPrefix("ledger-"), name.hasSuffix(".db") else { return nil }
        let text = name.dropFirst("ledger-".count).dropLast(".db".count)
        let stamp = text.suffix(24)
        guard stamp.utf8.count == 24, let day = stamp.split(separator: "T").first else { return nil }
        let made = "\(day)\(stamp.dropFirst(day.count).replacing("-", with: ":"))"
        let number = text.dropLast(24)
        if number.isEmpty { return (0, made) }
        guard number.hasSuffix("-"), number.utf8.count <= 10, let count = UInt32(number.dropLast()) else { return nil }
        return (Int(count), made)
    }
}
