import GRDB

@testable import RecuaCore

/// All that is on record, whole.
extension Ledger {
    /// Every run, newest first.
    func runs(limit: Int) throws -> [RunRecord] {
        try reading { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM run WHERE project = ? ORDER BY id DESC LIMIT ?",
                arguments: [project, limit]
            ).map { try RunRecord($0) }
        }
    }

    /// Every step of a stack that was ever run, newest first.
    func history(of stack: String, limit: Int) throws -> [StepRecord] {
        try reading { database in
            try Row.fetchAll(
                database,
                sql: "SELECT \(StepRecord.columns) FROM step WHERE project = ? AND stack = ? ORDER BY id DESC LIMIT ?",
                arguments: [project, stack, limit]
            ).map { try StepRecord($0) }
        }
    }
}
