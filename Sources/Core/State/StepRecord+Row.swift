internal import GRDB

extension StepRecord {
    /// What ``init(_:)`` reads, in its order: a place is found faster than a name, and snapshots have thousands of rows.
    static let columns = [
        "id", "run", "stack", "plugin", "kind", "status", "effect", "token", "components", "sections", "facts",
        "artifact", "error", "started", "ended", "reasons", "log",
    ].map { "step.\($0)" }.joined(separator: ", ")

    /// What the row before held: the steps of a stack have the same facts, and most steps ran for the same reasons.
    struct Memory {
        fileprivate var facts: (text: String, value: StackFacts)?
        fileprivate var reasons: (text: String, value: [String])?
    }

    /// - Parameter row: of ``columns``.
    /// - Throws: what ``Ledger`` takes for damage, when the row does not hold what a row must.
    init(_ row: Row) throws {
        var memory = Memory()
        try self.init(row, &memory)
    }

    /// The same for one of many rows.
    init(_ row: Row, _ memory: inout Memory) throws {
        id = try row.decode(atIndex: 0)
        run = try row.decode(atIndex: 1)
        stack = try row.decode(atIndex: 2)
        plugin = try row.decode(atIndex: 3)
        kind = ArtifactKind(rawValue: try row.decode(atIndex: 4))
        status = Status(rawValue: try row.decode(atIndex: 5)) ?? .failed
        isEffect = try row.decode(atIndex: 6)
        token = try row.decode(atIndex: 7)
        components = try Self.members(row.decode(atIndex: 8))
        sectionsText = try UnreadJSON(checking: row.decode(atIndex: 9))
        facts = try Self.known(&memory.facts, row.decode(atIndex: 10)) {
            try StackFacts(recorded: JSON(parsing: $0))
        }
        artifactText = try row.decode(String?.self, atIndex: 11).map { try UnreadJSON(checking: $0) }
        error = try row.decode(atIndex: 12)
        started = try row.decode(atIndex: 13)
        ended = try row.decode(atIndex: 14)
        reasons =
            try row.decode(String?.self, atIndex: 15).map {
                try Self.known(&memory.reasons, $0) { try Self.reasons($0) }
            } ?? []
        log = try row.decode(atIndex: 16)
    }

    private static func members(_ text: String) throws -> UnreadJSON {
        let members = try UnreadJSON(checking: text)
        // It says what is wrong with another value.
        if text.utf8.first != UInt8(ascii: "{") { _ = try Fingerprint(parsing: text) }
        return members
    }

    private static func known<Value>(
        _ last: inout (text: String, value: Value)?, _ text: String, _ read: (String) throws -> Value
    ) rethrows -> Value {
        // Byte by byte: for Swift, texts that only look the same are equal.
        if let last, last.text.utf8.elementsEqual(text.utf8) { return last.value }
        let value = try read(text)
        last = (text, value)
        return value
    }

    private static func reasons(_ text: String) throws -> [String] {
        let json = try JSON(parsing: text)
        let reasons = json.array?.compactMap(\.string)
        guard let reasons, reasons.count == json.array?.count else { return try json.decode() }
        return reasons
    }
}

extension StackFacts {
    /// What the ledger holds of a stack: what `JSON(encoding:)` would make of it, without the machinery that encodes any
    /// type.
    var recorded: JSON {
        var members: [String: JSON] = [
            "name": .string(name), "project": .string(project), "target": .string(target), "folder": .string(folder),
            "tags": .object(tags.mapValues { .string($0) }),
        ]
        members["description"] = description.map { .string($0) }
        return .object(members)
    }

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
