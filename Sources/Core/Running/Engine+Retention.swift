extension Engine {
    /// What a run does when it ends. What cannot be forgotten now is forgotten another time.
    func forgetOld(in ledger: Ledger) { try? forget(Retention(), in: ledger) }

    /// Forgets the runs that are out of the retention, and removes what their steps logged. What is current stays, and
    /// what an effect may have left behind.
    private func forget(_ retention: Retention, in ledger: Ledger) throws {
        guard let horizon = try ledger.forget(retention, at: Timestamp.now()) else { return }
        let folder = "\(project.stateFolder)/logs"
        for name in (try? Files.list(folder)) ?? [] {
            guard let run = Int64(name), run < horizon.first, !horizon.others.contains(run) else { continue }
            try Files.remove("\(folder)/\(name)")
        }
    }
}
