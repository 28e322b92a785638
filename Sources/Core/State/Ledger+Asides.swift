extension Ledger {
    /// How many ledgers that were set aside are kept.
    static let asides = 3

    /// Moves the ledger's files to `.recua/damaged`, where the newest few are kept. The ledger itself goes first: what else
    /// is there stands for nothing without it.
    ///
    /// - Returns: where they are; nil when there were none.
    static func setAside(_ place: LedgerPlace, at time: String, _ hook: CrashPoint.Hook) throws -> String? {
        let folder = "\(place.damaged)/\(time.replacing(":", with: "-"))"
        var isUsed = false
        for path in [place.path, place.log, place.journal, place.index, place.seal] where Files.exists(path) {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            try CrashPoint.around(.setAsideLedger, hook) { try Files.move(path, to: "\(folder)/\(name)") }
            isUsed = true
        }
        LedgerPlace.sync(folder: place.folder)
        if isUsed { sweepAsides(of: place, but: folder) }
        return isUsed ? folder : nil
    }

    /// Where ledgers were set aside, the newest first. What else somebody has put there is not among them.
    static func asides(of place: LedgerPlace) -> [String] {
        guard Files.exists(place.damaged) else { return [] }
        let names = (try? Files.list(place.damaged)) ?? []
        return names.filter(isTime).sorted(by: >).map { "\(place.damaged)/\($0)" }
    }

    /// The newest stays whatever the clock calls it.
    private static func sweepAsides(of place: LedgerPlace, but newest: String) {
        for old in asides(of: place).filter({ $0 != newest }).dropFirst(asides - 1) { try? Files.remove(old) }
    }

    /// `2026-11-27T04-24-23.364Z`.
    private static func isTime(_ name: String) -> Bool {
        let parts = name.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        return Timestamp.seconds("\(parts[0])T\(parts[1].replacing("-", with: ":"))") != nil
    }
}
