extension Store {
    /// Keeps all files that an artifact names from being removed as long as this process uses the store: for who goes on
    /// reading them when its ledger may name others already.
    public func hold(filesOf artifact: JSON) { hold(Mentions.digests(in: artifact.text())) }
}
