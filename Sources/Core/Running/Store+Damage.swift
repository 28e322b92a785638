extension Store {
    /// Removes those of an artifact's files that are in the store and no longer have the size they had.
    ///
    /// Whoever makes the artifact again would find them there and take them for what their names promise.
    func removeDamaged(of artifact: JSON) throws {
        for case .file(let file) in ArtifactFacts.witnesses(of: artifact) where file.path == path(of: file.sha256) {
            if let facts = Files.facts(file.path), facts.size != file.size { try Files.remove(file.path) }
        }
    }
}
