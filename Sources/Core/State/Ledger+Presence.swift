extension Ledger {
    /// Whether what is kept goes into the file at the ledger's place. A file that was removed or replaced can be written to
    /// by who has it open, and nobody will ever read it.
    var isInPlace: Bool { file != nil && LedgerFile(at: place) == file }

    /// True when nothing has come into the place of the file.
    var isGone: Bool { LedgerFile(at: place) == nil }

    /// - Throws: ``Diagnostic`` `ledger.moved`.
    func checkPresence() throws {
        if !isInPlace { throw LedgerProblem.moved(place, isGone: isGone) }
    }
}
