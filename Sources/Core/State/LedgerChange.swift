internal import GRDB

/// What is to be recorded, as a value: alone in a transaction, or together with others.
struct LedgerChange: Sendable {
    let work: CrashPoint.Work
    /// Whether it must last before whoever asked for it goes on, even if the power goes.
    let isUrgent: Bool
    /// - Returns: the id of the row.
    let make: @Sendable (Database) throws -> Int64
}
