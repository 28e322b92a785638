internal import GRDB

extension StepRecord {
    /// What ``init(_:)`` reads, in its order: a place is found faster than a name, and snapshots have thousands of rows.
    static let columns = [
        "id", "run", "stack", "plugin", "kind", "status", "effect", "token", "components", "sections", "facts",
        "artifact", "error", "started", "ended", "reasons", "log",
    ].map { "step.\($0)" }.joined(separator: ", ")

    /// - Parameter row: of ``columns``.
    /// - Throws: what ``Ledger`` takes for damage, when the row does not hold what a row must.
    init(_ row: Row) throws {
        id = try row.decode(atIndex: 0)
        run = try row.decode(atIndex: 1)
        stack = try row.decode(atIndex: 2)
        plugin = try row.decode(atIndex: 3)
        kind = ArtifactKind(rawValue: try row.decode(atIndex: 4))
        status = Status(rawValue: try row.decode(atIndex: 5)) ?? .failed
        isEffect = try row.decode(atIndex: 6)
        token = try row.decode(atIndex: 7)
        fingerprint = Fingerprint(json: try JSON(parsing: row.decode(String.self, atIndex: 8)))
        sections = try JSON(parsing: row.decode(String.self, atIndex: 9))
        facts = try StackFacts(recorded: JSON(parsing: row.decode(String.self, atIndex: 10)))
        artifact = try row.decode(String?.self, atIndex: 11).map { try JSON(parsing: $0) }
        error = try row.decode(atIndex: 12)
        started = try row.decode(atIndex: 13)
        ended = try row.decode(atIndex: 14)
        reasons = try Self.reasons(row.decode(atIndex: 15))
        log = try row.decode(atIndex: 16)
    }

    private static func reasons(_ text: String?) throws -> [String] {
        guard let text else { return [] }
        let json = try JSON(parsing: text)
        let reasons = json.array?.compactMap(\.string)
        guard let reasons, reasons.count == json.array?.count else { return try json.decode() }
        return reasons
    }
}

extension StackFacts {
    /// What the ledger holds of a stack, without the machinery that decodes any type.
    fileprivate init(recorded json: JSON) throws {
        guard let name = json["name"]?.string, let project = json["project"]?.string,
            let target = json["target"]?.string, let folder = json["folder"]?.string,
            let members = json["tags"]?.object, let tags = Self.texts(members)
        else {
            // It says what is wrong.
            self = try json.decode()
            return
        }
        self.init(
            name: name, project: project, target: target, description: json["description"]?.string, tags: tags,
            folder: folder)
    }

    private static func texts(_ members: [String: JSON]) -> [String: String]? {
        let texts = members.compactMapValues(\.string)
        return texts.count == members.count ? texts : nil
    }
}
