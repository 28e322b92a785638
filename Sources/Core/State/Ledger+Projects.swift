internal import GRDB

extension Ledger {
    /// Names of the other projects in this file that have, or had, something that stands, sorted. A few steps down an
    /// index, whatever the number of rows.
    func otherProjects(_ database: Database) throws -> [String] {
        let names = try ["current", "step WHERE effect = 1"].flatMap { rows in
            let isNext = rows.contains("WHERE") ? "AND" : "WHERE"
            return try String.fetchAll(
                database,
                sql: """
                    WITH RECURSIVE known(name) AS (
                        SELECT min(project) FROM \(rows)
                        UNION ALL
                        SELECT (SELECT min(project) FROM \(rows) \(isNext) project > known.name)
                        FROM known WHERE known.name IS NOT NULL)
                    SELECT name FROM known WHERE name IS NOT NULL
                    """)
        }
        return Set(names).subtracting([project]).sorted()
    }

    /// The same file, as another project reads it.
    func reading(as other: String) -> Ledger { Ledger(queue: queue, project: other, place: place) }
}
