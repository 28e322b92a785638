internal import RecuaCore
internal import RecuaTransfer

extension Fetcher {
    /// A file that is elsewhere: what is known of it on this machine first, then its server's word, then its bytes.
    func remote(_ location: SourceLocation, _ wanted: Wanted) async throws -> StoredFile {
        if let present = try await present(location, wanted) { return present }
        if isOffline(location) { return try await offline(location, wanted) }
        guard let announcement = try await announcement(of: location, wanted.role) else {
            throw Diagnostic("fetch.source", "`\(location)` is on this machine")
        }
        try announcement.check(wanted)
        if let archived = announcement.archived { return try await unpacked(archived, location, wanted) }
        var wanted = wanted
        wanted.expected = wanted.expected ?? announcement.sha256
        wanted.size = wanted.size ?? announcement.size
        if let present = try await present(location, wanted) { return present }
        var file = announcement.file
        (file.expected, file.size) = (wanted.expected, wanted.size)
        return try await downloaded(location, file, wanted)
    }

    /// What the server says of the file; nothing but that is asked for. Nil for a file on this machine.
    func announcement(of location: SourceLocation, _ role: ModelRole) async throws -> Announcement? {
        switch location {
        case .local: return nil
        case .hub(let file): return try await hub.announce(file, identity: location.key)
        case .bucket(let object): return try await storage.announce(object, identity: location.key)
        case .artifact(let reference): return try await artifacts.announce(reference, role, identity: location.key)
        case .web(let url):
            // It says nothing that could be relied on.
            let file = RemoteFile(name: "\(location)", identity: location.key, locate: { RemoteLocation(url) })
            return Announcement(file: file)
        }
    }

    /// The file, if it is on this machine and can be no other.
    private func present(_ location: SourceLocation, _ wanted: Wanted) async throws -> StoredFile? {
        if let expected = wanted.expected, let file = host.store.file(expected) { return file }
        if wanted.expected == nil, location.isPinned, let file = known(location)?.file(in: host.store) { return file }
        guard case .hub(let file) = location else { return nil }
        return try await cached(file, wanted)
    }

    func isOffline(_ location: SourceLocation) -> Bool {
        if case .hub = location, hub.settings.isOffline { return true }
        return host.isOffline
    }

    /// The file as it was fetched last, when nothing may be asked.
    private func offline(_ location: SourceLocation, _ wanted: Wanted) async throws -> StoredFile {
        if wanted.expected == nil, let file = known(location)?.file(in: host.store) { return file }
        if case .hub(let file) = location, let found = try await snapshot(file, wanted) { return found }
        let cause = host.isOffline ? "recua is offline" : "`HF_HUB_OFFLINE` forbids to fetch it"
        throw Diagnostic(
            "fetch.offline", "`\(location)` is not on this machine, and \(cause)",
            help: "fetch it once while online\(host.isOffline ? "" : ", or unset `HF_HUB_OFFLINE`")")
    }
}
