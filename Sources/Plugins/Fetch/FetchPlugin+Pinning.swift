public import RecuaCore
internal import RecuaHTTP

extension FetchPlugin {
    /// What the source stands for now: its server's word where that has a digest, else the file itself, which is
    /// fetched into the store.
    public func pin(_ pointer: String, _ step: Step<FetchSections, NoInput>) async throws -> Pin? {
        guard
            let (role, source) = step.sections.model?.sources.first(where: { "/model/\($0.role.rawValue)" == pointer })
        else { return nil }
        return try await withFetcher(step) { fetcher in
            var fetcher = fetcher
            fetcher.advisesToPin = false
            return try await fetcher.pin(role, source)
        }
    }
}

extension Fetcher {
    fileprivate func pin(_ role: ModelRole, _ source: Source) async throws -> Pin {
        let announcement = try await announced(role, source)
        // What is fetched is what was announced, whatever becomes of a branch meanwhile.
        let place = announcement?.pinned.flatMap { text(of: source.url, at: $0) }
        if let announcement, let sha256 = announcement.sha256, let size = announcement.size {
            return Pin(sha256: sha256, size: size, url: place)
        }
        var fixed = source
        if let place { fixed.url = Secret(reference: place) }
        let file = try await self.file(role, fixed)
        return Pin(sha256: file.sha256, size: file.size, url: place)
    }

    /// The word of the first server; nil when it may not be asked, or does not answer and there are mirrors to try.
    private func announced(_ role: ModelRole, _ source: Source) async throws -> Announcement? {
        let location = try location(of: source.url, role)
        if isOffline(location) { return nil }
        do {
            return try await announcement(of: location, role)
        } catch let problem as Diagnostic where !source.mirrors.isEmpty {
            host.log("\(problem.message); trying the next mirror", level: .warning)
            return nil
        }
    }

    /// The place of the announced bytes in the form in which the source is written; nil for one with a reference, which
    /// stays as it is.
    private func text(of place: Secret, at pinned: String) -> String? {
        guard !place.isReference else { return nil }
        guard let written = try? HTTPURL(place.reference) else { return pinned }
        guard let file = try? HubFile(reference: pinned), file.isPinned else { return nil }
        let isEndpoint = written.hasSameOrigin(as: hub.settings.endpoint)
        guard let server = isEndpoint ? hub.settings.endpoint : try? HTTPURL(written.origin) else { return nil }
        return file.url(at: server).requestText
    }
}
