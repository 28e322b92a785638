internal import RecuaCore
internal import RecuaGGUF
internal import RecuaTransfer

extension Fetcher {
    /// What was fetched from a location once.
    struct Known: Codable, Hashable {
        var sha256: Digest
        var validator: String?
        /// Tells two fetches of the same file apart.
        var token: UInt64

        func file(in store: Store) -> StoredFile? { store.file(sha256) }
    }

    func known(_ location: SourceLocation) -> Known? {
        try? host.store.record("sources", location.key)?.decode(Known.self)
    }

    /// Downloads into the store, unless another process does: that one is followed.
    func transferred(_ location: SourceLocation, _ file: RemoteFile, _ wanted: Wanted) async throws -> StoredFile {
        let before = known(location)
        let partial = try await turn(for: file, location)
        let arrived =
            if let expected = file.expected { host.store.file(expected) } else { arrived(location, since: before) }
        if let arrived {
            partial.discard()
            return arrived
        }
        // Where other bytes are asked for, nobody cares whether the copy is still the same.
        let present = file.expected == nil ? before?.file(in: host.store) : nil
        var file = file
        file.knownValidator = present == nil ? nil : before?.validator
        let layer = LayerAlongside(wanted, store: host.store)
        let examination = FileExamination(
            admit: { [name = file.name] in try Fetcher.refuseImpostor($0, name) },
            observers: { head, size in layer.observers(head: head, size: size) }
        )
        switch try await download(location, file).run(file, into: partial, examination: examination) {
        case .unchanged:
            partial.discard()
            guard let present else {
                throw Diagnostic("fetch.refused", "`\(location)` answered 304 without being asked")
            }
            return present
        case .complete(let digest, let validator):
            let known = Known(sha256: digest, validator: validator, token: .random(in: 0...UInt64(Int64.max)))
            let stored = try adopt(partial, location, known, wanted)
            layer.record(stored)
            return stored
        }
    }

    private func download(_ location: SourceLocation, _ file: RemoteFile) -> Download {
        let places = [location.key, file.expected].compactMap(\.self)
        return Download(
            client: client, retry: retry, options: options,
            onProgress: { [host, fetches] done, total in
                host.progress("download", done: done, total: total)
                fetches.progress(places, done, total)
            },
            onTrouble: { [host] in host.log($0, level: .warning) }
        )
    }

    /// Waits until nobody else fetches the file, and shows how far the other one is meanwhile.
    private func turn(for file: RemoteFile, _ location: SourceLocation) async throws -> PartialFile {
        var isTold = false
        return try await PartialFile.locked(host.store.partial(file.expected ?? location.key)) { done, total in
            if !isTold { host.log("another run is fetching `\(location)`: waiting for it") }
            isTold = true
            host.progress("download by another run", done: done, total: total)
        }
    }

    /// The file that another run has put into the store while this one waited.
    private func arrived(_ location: SourceLocation, since before: Known?) -> StoredFile? {
        guard let now = known(location), now != before else { return nil }
        return now.file(in: host.store)
    }

    /// Looks into the file before it gets its name: what is no model never enters the store.
    private func adopt(
        _ partial: PartialFile, _ location: SourceLocation, _ known: Known, _ wanted: Wanted
    ) throws -> StoredFile {
        do {
            keep(try Fetcher.inspect(partial.path, "\(location)"), of: known.sha256)
        } catch {
            partial.discard()
            throw error
        }
        if wanted.role.isProgram { try partial.makeExecutable() }
        // First the record: once the file is in its place, whoever waited for it is let in, and looks for the record.
        try? host.store.setRecord("sources", location.key, JSON(encoding: known))
        partial.forgetJournal()
        let file = try host.store.adopt(partial.path, moving: true, digest: known.sha256)
        partial.finish()
        return file
    }

    /// A login page is no reason to wait for its end.
    private static func refuseImpostor(_ head: [UInt8], _ name: String) throws {
        guard var impostor = ModelFile.impostor(beginning: Array(head.prefix(1024))) else { return }
        impostor.message = "`\(name)`: \(impostor.message)"
        throw impostor
    }
}
