internal import GRDB

extension PastStep {
    /// What ``init(_:)`` reads.
    static let columns = "run, stack, plugin, kind, status, artifact, error, reasons, log, started, ended, destroyed"

    init(_ row: Row) throws {
        self.init(
            run: row["run"], stack: row["stack"], plugin: row["plugin"], kind: ArtifactKind(rawValue: row["kind"]),
            status: StepRecord.Status(rawValue: row["status"]) ?? .failed,
            artifact: try (row["artifact"] as String?).map { try JSON(parsing: $0) }, error: row["error"],
            reasons: try (row["reasons"] as String?).map { try JSON(parsing: $0).decode() } ?? [], log: row["log"],
            started: row["started"], ended: row["ended"], destroyed: row["destroyed"])
    }
}
