internal import GRDB

/// The files that a ledger names.
struct NamedFiles: Sendable, Hashable {
    /// By what counts now.
    var standing: Set<Digest> = []
    /// By what counted once, with the time since when it does not: nanoseconds since 1970.
    var past: [Digest: Int64] = [:]
}

extension Ledger {
    /// Every SHA-256 that a step of any project mentions which keeps its ledger in this file.
    ///
    /// - Throws: ``Diagnostic`` `ledger.damaged` when a single bit is not as it was: what it names would be removed.
    static func namedFiles(in path: String) throws -> NamedFiles {
        guard let ledger = try Ledger.read(path, project: "") else { return NamedFiles() }
        defer { try? ledger.close() }
        try ledger.check()
        return try ledger.reading { database in
            var names = NamedFiles()
            let standing = try Row.fetchCursor(
                database, sql: "SELECT artifact, components FROM step WHERE id IN (SELECT step FROM current)")
            while let row = try standing.next() {
                names.standing.formUnion(
                    Mentions.digests(in: try row.decode(String?.self, forColumn: "artifact") ?? ""))
                names.standing.formUnion(Mentions.digests(in: try row.decode(String.self, forColumn: "components")))
            }
            let past = try Row.fetchCursor(database, sql: Self.pastArtifacts)
            while let row = try past.next() {
                let end = Timestamp.nanoseconds(try row.decode(String.self, forColumn: "end")) ?? .max
                for digest in Mentions.digests(in: try row.decode(String.self, forColumn: "artifact")) {
                    names.past[digest] = max(names.past[digest] ?? 0, end)
                }
            }
            return names
        }
    }

    /// An artifact counts until the next one of its step is there, or until it is undone.
    private static let pastArtifacts = """
        SELECT artifact, coalesce(destroyed, next, ended, started) AS end FROM (
            SELECT id, artifact, destroyed, ended, started,
                   lead(started) OVER (PARTITION BY project, stack, plugin ORDER BY id) AS next
            FROM step)
        WHERE artifact IS NOT NULL AND id NOT IN (SELECT step FROM current)
        """
}
