public import RecuaCore
internal import RecuaHTTP

extension FetchPlugin {
    public func forecast(_ outlook: Outlook<FetchSections>) -> [Forecast] {
        guard let settings = try? HubSettings(environment: outlook.environment) else { return [] }
        let sight = SourceSight(outlook: outlook, settings: settings)
        return (outlook.sections.model?.sources ?? []).map { sight.forecast(of: $0.source, $0.role) }
    }
}

/// What is known on this machine of a file that is to be fetched.
private struct SourceSight {
    let outlook: Outlook<FetchSections>
    let settings: HubSettings

    func forecast(of source: Source, _ role: ModelRole) -> Forecast {
        let location = source.url.isReference ? nil : try? SourceLocation(source.url.reference, hub: settings.endpoint)
        let name = source.name ?? location?.fileName(for: role) ?? ""
        let file = "`\(name.isEmpty ? role.rawValue : name)`"
        if let sha256 = source.sha256, let size = outlook.store.file(sha256)?.size {
            return Forecast(.run, "take \(file) from the store", bytes: size)
        }
        if case .local(let path)? = location {
            let size = Files.facts(Files.resolve(path, in: outlook.stack.folder))?.size
            return Forecast(.run, "read `\(path)`", bytes: size)
        }
        if case .hub(let wanted)? = location, let size = cached(wanted, source) {
            return Forecast(.run, "take \(file) from the cache of Hugging Face's tools", bytes: size)
        }
        return download(file, source, location)
    }

    private func download(_ file: String, _ source: Source, _ location: SourceLocation?) -> Forecast {
        let earlier = location.flatMap(earlier)
        if source.sha256 == nil, location?.isPinned == true, let earlier {
            return Forecast(.run, "take \(file) from the store", bytes: earlier.size)
        }
        let place = location.map { "\($0)" } ?? SourceName.shown(source.url.reference)
        // What is not pinned may have stayed what it was.
        let isOpen = source.sha256 == nil && earlier != nil
        return Forecast(
            .download, "download \(place)\(isOpen ? ", if it is another than before" : "")", bytes: source.size,
            identity: source.sha256.map { "\($0)" } ?? place)
    }

    /// What was fetched from the place before, if it is still here.
    private func earlier(_ location: SourceLocation) -> StoredFile? {
        let known = try? outlook.store.record("sources", location.key)?.decode(Fetcher.Known.self)
        return known?.file(in: outlook.store)
    }

    /// - Returns: the size of the file, when Hugging Face's own tools have downloaded it.
    private func cached(_ file: HubFile, _ source: Source) -> Int64? {
        let cache = HubCache(root: settings.cache)
        let path =
            source.sha256.map { cache.blob($0, of: file) } ?? (file.isPinned ? cache.snapshot(of: file)?.path : nil)
        return path.flatMap { Files.facts($0)?.size }
    }
}
