extension Engine {
    /// Lends the ledger for reading. Takes no lock.
    ///
    /// - Returns: nil when there is no ledger yet.
    public func reading<Value>(_ body: (Ledger) throws -> Value) throws -> Value? {
        guard let ledger = try Ledger.read(project.ledger, project: project.name) else { return nil }
        defer { try? ledger.close() }
        return try body(ledger)
    }
}
