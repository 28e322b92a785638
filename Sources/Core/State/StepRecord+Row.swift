internal import GRDB

extension StepRecord {
    /// - Throws: what ``Ledger`` takes for damage, when the row does not hold what a row must.
    init(_ row: Row) throws {
        id = try row.decode(forColumn: "id")
        run = try row.decode(forColumn: "run")
        stack = try row.decode(forColumn: "stack")
        plugin = try row.decode(forColumn: "plugin")
        kind = ArtifactKind(rawValue: try row.decode(forColumn: "kind"))
        status = Status(rawValue: try row.decode(forColumn: "status")) ?? .failed
        isEffect = try row.decode(forColumn: "effect")
        token = try row.decode(forColumn: "token")
        fingerprint = Fingerprint(json: try JSON(parsing: row.decode(String.self, forColumn: "components")))
        sections = try JSON(parsing: row.decode(String.self, forColumn: "sections"))
        facts = try JSON(parsing: row.decode(String.self, forColumn: "facts")).decode()
        artifact = try row.decode(String?.self, forColumn: "artifact").map { try JSON(parsing: $0) }
        error = try row.decode(forColumn: "error")
        started = try row.decode(forColumn: "started")
        ended = try row.decode(forColumn: "ended")
        reasons = try row.decode(String?.self, forColumn: "reasons").map { try JSON(parsing: $0).decode() } ?? []
        log = try row.decode(forColumn: "log")
    }
}
