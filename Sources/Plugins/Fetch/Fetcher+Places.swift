internal import RecuaCore
internal import RecuaHTTP

extension Fetcher {
    /// The place with what its references stand for.
    ///
    /// - Throws: ``Diagnostic`` `secret.missing`, or `fetch.source`, without a value in its text.
    func location(of place: Secret, _ role: ModelRole) throws -> SourceLocation {
        guard place.isReference else { return try written(place) }
        do {
            let text = try host.resolve(place)
            // What was wrong with a text that nobody may see is not told either.
            guard let location = try? SourceLocation(text, hub: hub.settings.endpoint), location.isRemote else {
                throw Diagnostic(
                    "fetch.source", "`\(try shown(place))` does not stand for a URL that can be fetched",
                    help: "it must give `https://…`, `hf://…`, `s3://…` or `oci://…`"
                )
            }
            return location
        } catch var problem as Diagnostic {
            problem.pointer = problem.pointer ?? "/model/\(role.rawValue)"
            throw problem
        }
    }

    /// What the file is called at the place; may be empty. The value of a reference is never a part of it.
    func fileName(at place: Secret, _ role: ModelRole) throws -> String {
        guard place.isReference else { return try written(place).fileName(for: role) }
        let name = Fetcher.withoutQuery(place.reference).split(separator: "/").last ?? ""
        return name.contains { "${}".contains($0) } ? "" : String(name)
    }

    /// For people: without credentials and signatures, and with references as they are written.
    func shown(_ place: Secret) throws -> String {
        guard place.isReference else { return try written(place).description }
        let text = Fetcher.withoutQuery(place.reference)
        return text.endIndex == place.reference.endIndex ? String(text) : "\(text)?…"
    }

    private func written(_ place: Secret) throws -> SourceLocation {
        try SourceLocation(place.reference, hub: hub.settings.endpoint)
    }

    private static func withoutQuery(_ text: String) -> Substring { text.prefix { $0 != "?" && $0 != "#" } }
}
