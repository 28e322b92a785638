import RecuaTestSupport

/// How much is tortured: as much as CI has time for, or all of it with `RECUA_TORTURE=1` (`make torture`).
enum TortureSize {
    static let isLarge = Variables.process["RECUA_TORTURE"] != nil

    static func choose(_ small: Int, large: Int) -> Int { isLarge ? large : small }
}
