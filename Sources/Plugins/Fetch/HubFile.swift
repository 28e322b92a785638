internal import RecuaCore
internal import RecuaHTTP

/// A file in a repository of Hugging Face: `hf://owner/repository[@revision]/path`.
struct HubFile: Sendable, Hashable {
    /// Empty for models; `datasets/` or `spaces/`.
    var kind = ""
    /// `owner/name`.
    var repository: String
    /// A branch, a tag, or a commit of 40 hexadecimal digits.
    var revision = "main"
    var path: String

    /// True when the revision can never mean another file.
    var isPinned: Bool { revision.count == 40 && revision.allSatisfy { $0.isASCII && $0.isHexDigit } }

    /// - Throws: ``Diagnostic`` `fetch.source` when the text does not name a file.
    init(reference: String) throws {
        let mistake = Diagnostic(
            "fetch.source", "`\(reference)` does not name a file on Hugging Face",
            help: "write `hf://owner/repository/path`, or `hf://owner/repository@revision/path`"
        )
        var parts = reference.dropFirst("hf://".count).split(separator: "/", omittingEmptySubsequences: false).map(
            String.init)
        if let first = parts.first, ["models", "datasets", "spaces"].contains(first), parts.count > 3 {
            kind = first == "models" ? "" : "\(first)/"
            parts.removeFirst()
        }
        guard parts.count >= 3 else { throw mistake }
        let name = parts[1].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        var rest = parts[2...]
        if name.count == 2 {
            revision = String(name[1])
            // `refs/pr/7` and `refs/convert/parquet` are the revisions that have slashes in them.
            if revision == "refs", rest.count > 2 {
                revision = "refs/\(rest.prefix(2).joined(separator: "/"))"
                rest = rest.dropFirst(2)
            }
            revision = PercentEncoding.decoded(revision)
        }
        repository = "\(parts[0])/\(name.first ?? "")"
        path = rest.joined(separator: "/")
        guard isSound else { throw mistake }
    }

    /// The file that a link of the web site names: `…/owner/name/resolve/main/model.gguf`, or with `blob` or `raw`.
    init?(pasted url: HTTPURL, hub: HTTPURL) {
        let isOfficial = url.scheme == .https && ["huggingface.co", "hf.co", "www.huggingface.co"].contains(url.host)
        guard isOfficial || url.hasSameOrigin(as: hub) else { return nil }
        var parts = url.path.split(separator: "/").map { PercentEncoding.decoded($0) }
        if let first = parts.first, ["datasets", "spaces"].contains(first) {
            kind = "\(first)/"
            parts.removeFirst()
        }
        guard parts.count >= 5, ["resolve", "blob", "raw"].contains(parts[2]) else { return nil }
        repository = "\(parts[0])/\(parts[1])"
        revision = parts[3]
        path = parts[4...].joined(separator: "/")
        guard isSound else { return nil }
    }

    private var isSound: Bool {
        let parts =
            repository.split(separator: "/", omittingEmptySubsequences: false)
            + path.split(separator: "/", omittingEmptySubsequences: false)
        return !revision.isEmpty && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    /// Where it is downloaded from.
    func url(at hub: HTTPURL, revision: String? = nil) -> HTTPURL {
        var url = hub
        let base = hub.path.hasSuffix("/") ? String(hub.path.dropLast()) : hub.path
        let revision = PercentEncoding.encoded(revision ?? self.revision)
        url.path =
            "\(base)/\(kind)\(PercentEncoding.encodedPath(repository))/resolve/\(revision)/"
            + PercentEncoding.encodedPath(path)
        return url
    }
}

extension HubFile: CustomStringConvertible {
    var description: String { "hf://\(kind)\(repository)\(revision == "main" ? "" : "@\(revision)")/\(path)" }
}
