internal import RecuaCore
internal import RecuaTransfer

extension Fetcher {
    /// A file that is elsewhere, as another stack of the run has got it, or failed to.
    func shared(_ location: SourceLocation, _ wanted: Wanted) async throws -> StoredFile {
        let key = SharedFetches.Key(
            location: location.key, role: wanted.role, expected: wanted.expected, size: wanted.size)
        if let file = try known(key, location) { return file }
        return try await alone(at: key.location, location) {
            if let file = try known(key, location) { return file }
            do {
                let file = try await remote(location, wanted)
                fetches.keep(.success(file), of: key)
                return file
            } catch let problem as Diagnostic {
                if FailedPlace.isOfPlace(problem) { fetches.keep(.failure(problem), of: key) }
                throw problem
            }
        }
    }

    /// Downloads into the store. Of two that want the same file at once, in one process or in two, one downloads and
    /// the other follows.
    ///
    /// - Parameter file: with what is known of it; a copy that is there already is thought of here.
    func downloaded(_ location: SourceLocation, _ file: RemoteFile, _ wanted: Wanted) async throws -> StoredFile {
        guard let expected = file.expected else { return try await transferred(location, file, wanted) }
        // Another place may have the very same file.
        return try await alone(at: expected, location) { try await transferred(location, file, wanted) }
    }

    private func alone(
        at place: Digest, _ location: SourceLocation, _ body: () async throws -> StoredFile
    ) async throws -> StoredFile {
        var isTold = false
        return try await fetches.alone(at: place) { other in
            if !isTold { host.log("another stack fetches `\(location)`: waiting for it") }
            isTold = true
            host.progress("download for another stack", done: other.done, total: other.total)
        } _: {
            try await body()
        }
    }

    private func known(_ key: SharedFetches.Key, _ location: SourceLocation) throws -> StoredFile? {
        switch fetches.outcome(of: key) {
        case .success(let file): return Files.exists(file.path) ? file : nil
        case .failure(let problem):
            host.log("`\(location)` has failed for another stack of this run: it is not tried again")
            throw problem
        case nil: return nil
        }
    }
}
