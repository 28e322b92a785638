internal import GRDB

extension PastStep {
    /// What ``init(_:)`` reads.
    static let columns = "run, stack, plugin, kind, status, artifact, error, reasons, log, started, ended, destroyed"

    init(_ row: Row) throws {
        let status = StepRecord.Status(rawValue: try row.decode(forColumn: "status")) ?? .failed
        let destroyed = try row.decode(String?.self, forColumn: "destroyed")
        // What was forgotten and left as it is stays done, and tries of it have no time.
        let isRemoved = status != .done && destroyed != ""
        self.init(
            run: try row.decode(forColumn: "run"), stack: try row.decode(forColumn: "stack"),
            plugin: try row.decode(forColumn: "plugin"),
            kind: ArtifactKind(rawValue: try row.decode(forColumn: "kind")),
            status: status,
            artifact: try row.decode(String?.self, forColumn: "artifact").map { try JSON(parsing: $0) },
            error: try row.decode(forColumn: "error"),
            reasons: try row.decode(String?.self, forColumn: "reasons").map { try JSON(parsing: $0).decode() } ?? [],
            log: try row.decode(forColumn: "log"), started: try row.decode(forColumn: "started"),
            ended: try row.decode(forColumn: "ended"), destroyed: isRemoved ? destroyed : nil)
    }
}
