internal import GRDB

extension Ledger {
    /// Records that what was made for these stacks does not count any more. Their history stays.
    ///
    /// Nothing of them may stand outside: it would be lost.
    func forget(stacks: [String]) throws {
        try writing { database in
            for stack in stacks {
                try database.execute(
                    sql: "DELETE FROM current WHERE project = ? AND stack = ?", arguments: [project, stack])
            }
        }
    }
}
