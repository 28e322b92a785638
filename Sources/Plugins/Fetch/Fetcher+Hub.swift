internal import RecuaCore

extension Fetcher {
    /// The file in Hugging Face's own cache on this machine, if it is whole and what it must be.
    func cached(_ file: HubFile, _ wanted: Wanted) async throws -> StoredFile? {
        if let expected = wanted.expected {
            guard let path = cache.blob(expected, of: file) else { return nil }
            let found = try await digested(path, wanted)
            return found.sha256 == expected ? found : nil
        }
        return file.isPinned ? try await snapshot(file, wanted) : nil
    }

    /// The file as Hugging Face's own tools have seen it last.
    func snapshot(_ file: HubFile, _ wanted: Wanted) async throws -> StoredFile? {
        guard let snapshot = cache.snapshot(of: file) else { return nil }
        let found = try await digested(snapshot.path, wanted)
        return [wanted.expected, snapshot.sha256].allSatisfy { $0 == nil || $0 == found.sha256 } ? found : nil
    }
}
