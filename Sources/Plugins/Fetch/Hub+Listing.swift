internal import AsyncHTTPClient
internal import NIOHTTP1
internal import RecuaCore
internal import RecuaHTTP

extension Hub {
    /// The failure in words. When a file is not there, the repository is asked for its names: most are misspelt.
    func explained(_ failure: HubFailure, _ file: HubFile) async -> Diagnostic {
        var problem = failure.diagnostic(for: file, token: settings.token)
        guard failure.kind == .noEntry, let paths = try? await paths(in: file) else { return problem }
        if let near = Suggestion.nearest(to: file.path, among: paths) ?? sameName(file.path, paths) {
            problem.help = "did you mean `\(near)`?"
        } else {
            let models = paths.filter { path in [".gguf", ".llamafile"].contains { path.lowercased().hasSuffix($0) } }
            let shown = models.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
            if !models.isEmpty { problem.help = "it has \(shown)\(models.count > 6 ? " and more" : "")" }
        }
        return problem
    }

    /// The file of that name in another folder.
    private func sameName(_ path: String, _ paths: [String]) -> String? {
        let name = path.split(separator: "/").last
        return paths.first { $0.split(separator: "/").last == name }
    }

    /// The files of the repository; of a very large one, the first of them.
    private func paths(in file: HubFile) async throws -> [String] {
        let kind = file.kind.isEmpty ? "models/" : file.kind
        var url = settings.endpoint.appending(
            "api/\(kind)\(PercentEncoding.encodedPath(file.repository))/tree/\(PercentEncoding.encoded(file.revision))")
        url.query = "recursive=true"
        let response = try await web.send(.GET, url, headers: headers(for: url), timeout: settings.factsTimeout)
        guard response.status == .ok else { return [] }
        let json = try JSON(parsing: try await Web.body(response, of: url, limit: 4 << 20))
        return (json.array ?? []).compactMap { $0["type"]?.string == "file" ? $0["path"]?.string : nil }
    }
}
