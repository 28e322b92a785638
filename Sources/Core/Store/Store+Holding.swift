extension Store {
    /// Keeps all files that an artifact names from being removed as long as this process uses the store: for who goes on
    /// reading them when its ledger may name others already.
    public func hold(filesOf artifact: JSON) { hold(Mentions.digests(in: artifact.text())) }

    /// Says that this process writes into the store: nothing that it has not finished yet is removed as another's leftovers.
    func holdUnfinished() { hold([Self.nothing]) }

    /// Of no bytes: it names the process, and no file that anybody misses.
    private static let nothing = Digest(of: "")
}
