extension Fingerprint {
    /// The names and values, as the ledger keeps them.
    var json: JSON { .object(components.mapValues { .string($0) }) }

    /// - Parameter json: the canonical text of ``json``. What is no text in it is left out.
    /// - Throws: ``Diagnostic`` `json.syntax`.
    init(parsing json: String) throws {
        let members = try JSON.members(parsing: json)
        let parts = members.compactMap { member in member.value.string.map { Part(name: member.key, value: $0) } }
        // Texts of one order are read in it; a name that comes twice shows as one that does not come later.
        let isInOrder = zip(parts, parts.dropFirst()).allSatisfy {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        if isInOrder {
            self.init(ordered: parts)
        } else {
            self.init(components: (try JSON(parsing: json).object ?? [:]).compactMapValues(\.string))
        }
    }
}
