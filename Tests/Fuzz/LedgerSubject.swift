import GRDB
import RecuaCore

enum LedgerSubject {
    private static let project = "llamas"

    static func test(file bytes: [UInt8]) {
        let folder = "\(ScratchPlace.path)/state"
        defer { try? Files.remove(folder) }
        let path = "\(folder)/ledger.db"
        Laws.attempt {
            try Files.createFolder(folder)
            try Files.write(bytes, to: path)
            guard let ledger = try Ledger.read(path, project: project) else { return }
            defer { try? ledger.close() }
            readAll(ledger)
        }
        // What can be read can be written to, or is refused; it may have to be migrated first.
        Laws.attempt { try Ledger.write(path, project: project).close() }
    }

    static func test(rows bytes: [UInt8]) {
        let texts = bytes.split(separator: 0).filter { $0.count > 1 }
        do {
            try sample.database.write { database in
                for text in texts {
                    let column = sample.columns[Int(text[text.startIndex]) % sample.columns.count]
                    let value = String(decoding: text.dropFirst(), as: UTF8.self)
                    // What the table itself does not take cannot be in it.
                    try? database.execute(
                        sql: "UPDATE \(column.table) SET \(column.name) = ?", arguments: [value])
                }
            }
        } catch {
            fatalError("\(error)")
        }
        readAll(sample.ledger)
    }

    private static func readAll(_ ledger: Ledger) {
        let stacks = Laws.attempt { try ledger.snapshot() }?.stacks ?? ["qwen"]
        Laws.attempt { try ledger.summaries(limit: 10, stacks: 3) }
        Laws.attempt { try ledger.failures() }
        for stack in stacks.prefix(3) { Laws.attempt { try ledger.steps(of: stack, limit: 10) } }
    }

    /// A ledger with a few rows, and each of its columns that holds text.
    private struct Sample {
        let ledger: Ledger
        let database: DatabaseQueue
        let columns: [(table: String, name: String)]

        init() throws {
            let path = "\(ScratchPlace.path)/rows/ledger.db"
            try Files.write(Files.read("Tests/Fixtures/ledgers/version-1.db"), to: path)
            ledger = try Ledger.write(path, project: project)
            database = try DatabaseQueue(path: path)
            columns = try database.read { database in
                try ["current", "run", "step"].flatMap { table in
                    try database.columns(in: table).filter { $0.type == "TEXT" }.map { (table, $0.name) }
                }
            }
        }
    }

    private static let sample: Sample = {
        do { return try Sample() } catch { fatalError("\(error)") }
    }()
}
