import RecuaTestSupport

/// Which random cases a test plays.
enum Seeds {
    /// The first so many; `RECUA_CASES` says how many, `RECUA_SEED` names the only one.
    static func chosen(usually count: UInt64) -> Range<UInt64> {
        if let seed = Variables.process["RECUA_SEED"].flatMap({ UInt64($0) }) { return seed..<seed + 1 }
        return 0..<(Variables.process["RECUA_CASES"].flatMap { UInt64($0) } ?? count)
    }
}
