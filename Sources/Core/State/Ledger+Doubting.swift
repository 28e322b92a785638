internal import GRDB

extension Ledger {
    /// Records, as a run of each project in the file, that nobody knows whether what stands by the ledger still does: what
    /// an effect left counts as that of a run that was cut off, until a run has looked.
    func doubtEffects(command: String, by author: RunAuthor, at time: String) throws {
        try writing { database in
            let projects = try String.fetchSet(database, sql: "SELECT project \(Self.certain)").sorted()
            for project in projects {
                try database.execute(
                    sql: """
                        INSERT INTO run (project, command, outcome, started, ended, user, host, version, process)
                        VALUES (?, ?, 'succeeded', ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        project, command, time, time, author.user, author.host, author.version, author.process,
                    ])
                try database.execute(
                    sql: """
                        INSERT INTO step (run, project, stack, plugin, kind, status, effect, token, components, sections,
                                          facts, started, reasons, fingerprint)
                        SELECT ?, project, stack, plugin, kind, 'begun', 1, token, components, sections, facts, ?, ?,
                               fingerprint
                        \(Self.certain) AND project = ? ORDER BY id
                        """,
                    arguments: [
                        database.lastInsertedRowID, time, JSON.array([.string(StepRecord.restored)]).text(), project,
                    ])
            }
        }
    }

    /// What stands of effects, but for those with a later try that did not end well: that is looked at in any case.
    private static let certain = """
        FROM step WHERE effect = 1 AND id IN (SELECT step FROM current) AND NOT EXISTS (
            SELECT 1 FROM step AS later
            WHERE later.project = step.project AND later.stack = step.stack AND later.plugin = step.plugin
              AND later.effect = 1 AND later.id > step.id)
        """
}
