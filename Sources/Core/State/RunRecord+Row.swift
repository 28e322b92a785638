internal import GRDB

extension RunRecord {
    init(_ row: Row) {
        self.init(
            id: row["id"], command: row["command"], outcome: Outcome(rawValue: row["outcome"]) ?? .open,
            started: row["started"], ended: row["ended"],
            author: RunAuthor(user: row["user"], host: row["host"], version: row["version"], process: row["process"])
        )
    }
}
