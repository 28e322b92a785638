internal import RecuaCore
internal import RecuaGGUF

extension Fetcher {
    /// What the file is and holds: from the store's record of its digest, so that it is not opened, or by a look at its
    /// header, which is then recorded.
    func facts(of file: StoredFile, _ name: String) throws -> ModelFileFacts {
        if let known = try? host.store.record("models", Self.key(file.sha256))?.decode(ModelFileFacts.self) {
            return known
        }
        let facts = try Self.inspect(file.path, name)
        keep(facts, of: file.sha256)
        return facts
    }

    func keep(_ facts: ModelFileFacts, of file: Digest) {
        try? host.store.setRecord("models", Self.key(file), JSON(encoding: facts))
    }

    /// Looks into the file.
    ///
    /// - Throws: ``Diagnostic`` `model.…`, with `name` before its words.
    static func inspect(_ path: String, _ name: String) throws -> ModelFileFacts {
        do {
            return try ModelFile.inspect(try FileBytes(path: path))
        } catch let error as Diagnostic where error.code.hasPrefix("model.") {
            var named = error
            named.message = "`\(name)`: \(error.message)"
            throw named
        }
    }

    /// - Parameter file: the number is raised whenever the same bytes would give other facts.
    private static func key(_ file: Digest) -> Digest { Digest(of: "model facts 1 \(file.hex)") }
}
