extension Engine {
    /// Forgets the runs that are out of the retention, and removes what their steps logged. What is current stays, and
    /// what an effect may have left behind. Waits for no lock.
    ///
    /// - Throws: ``Diagnostic`` `run.locked` while another process works on the project.
    public func forget(_ retention: Retention = Retention(), command: String) throws {
        guard Files.exists(project.ledger) else { return }
        let lock = try ProjectLock(project.lock, command: command, since: Timestamp.now())
        defer { withExtendedLifetime(lock) {} }
        let ledger = try Ledger.write(project.ledger, project: project.name)
        defer { try? ledger.close() }
        try forget(retention, in: ledger)
    }

    /// What a run does when it ends. What cannot be forgotten now is forgotten another time.
    func forgetOld(in ledger: Ledger) { try? forget(Retention(), in: ledger) }

    private func forget(_ retention: Retention, in ledger: Ledger) throws {
        guard let horizon = try ledger.forget(retention, at: Timestamp.now()) else { return }
        let folder = "\(project.stateFolder)/logs"
        for name in (try? Files.list(folder)) ?? [] {
            guard let run = Int64(name), run < horizon.first, !horizon.others.contains(run) else { continue }
            try Files.remove("\(folder)/\(name)")
        }
    }
}
