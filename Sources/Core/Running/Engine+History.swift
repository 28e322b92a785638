extension Engine {
    /// Lends the ledger for reading. Waits for nobody.
    ///
    /// - Returns: nil when there is no ledger yet.
    public func reading<Value>(_ body: (Ledger) throws -> Value) throws -> Value? {
        guard let ledger = try Ledger.read(project.ledger, project: project.name) else { return nil }
        defer { try? ledger.close() }
        makeKnown()
        return try body(ledger)
    }

    /// Says where this project is, unless the store knows: `recua gc` asks the ledgers that it knows of, and this one may
    /// have been moved or copied here, with nothing to do for a run. Without it, on a store that is only read, no answer is
    /// kept either.
    func makeKnown() { try? KnownProjects(store: store).enter(project.stateFolder) }
}
