internal import GRDB

extension StepRecord {
    init(_ row: Row) throws {
        id = row["id"]
        run = row["run"]
        stack = row["stack"]
        plugin = row["plugin"]
        kind = ArtifactKind(rawValue: row["kind"])
        status = Status(rawValue: row["status"]) ?? .failed
        isEffect = row["effect"]
        token = row["token"]
        fingerprint = Fingerprint(json: try JSON(parsing: row["components"] as String))
        sections = try JSON(parsing: row["sections"] as String)
        facts = try JSON(parsing: row["facts"] as String).decode()
        artifact = try (row["artifact"] as String?).map { try JSON(parsing: $0) }
        error = row["error"]
        started = row["started"]
        ended = row["ended"]
        reasons = try (row["reasons"] as String?).map { try JSON(parsing: $0).decode() } ?? []
        log = row["log"]
    }
}
