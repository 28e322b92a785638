internal import RecuaCore
internal import RecuaHTTP

/// A file in a repository of Hugging Face: `hf://owner/repository[@revision]/path`.
struct HubFile: Sendable, Hashable {
    /// Empty for models; `datasets/` or `spaces/`.
    var kind = ""
    /// `owner/name`; a name alone for the few models that are older than owners.
    var repository: String
    /// A branch, a tag, or a commit of 40 hexadecimal digits.
    var revision = "main"
    var path: String

    /// True when the revision can never mean another file.
    var isPinned: Bool { HubFile.isCommit(revision) }

    static func isCommit(_ text: String) -> Bool {
        text.utf8.count == 40 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    /// - Throws: ``Diagnostic`` `fetch.source` when the text does not name a file.
    init(reference: String) throws {
        var parts = reference.dropFirst("hf://".count).split(separator: "/", omittingEmptySubsequences: false).map(
            String.init)
        // No owner is called so.
        if let first = parts.first, ["models", "datasets", "spaces"].contains(first) {
            kind = first == "models" ? "" : "\(first)/"
            parts.removeFirst()
        }
        guard parts.count >= 3 else { throw HubFile.mistake(reference) }
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
        guard isSound else { throw HubFile.mistake(reference) }
    }

    /// The file that a link of the web site names: `…/owner/name/resolve/main/model.gguf`, or with `blob`, `raw` or
    /// `blame`.
    ///
    /// - Returns: nil for a link to anything else.
    init?(pasted url: HTTPURL, hub: HTTPURL) {
        guard HubFile.isOfficial(url) || url.hasSameOrigin(as: hub) else { return nil }
        var parts = url.path.split(separator: "/").map { PercentEncoding.decoded($0) }[...]
        if let first = parts.first, ["datasets", "spaces"].contains(first) {
            kind = "\(first)/"
            parts.removeFirst()
        }
        guard let word = parts.prefix(3).firstIndex(where: { HubFile.words.contains($0) }), word > parts.startIndex,
            parts.endIndex - word >= 3
        else { return nil }
        repository = parts[..<word].joined(separator: "/")
        parts = parts[(word + 1)...]
        let isReference = parts.first == "refs" && parts.count > 3
        revision = parts.prefix(isReference ? 3 : 1).joined(separator: "/")
        path = parts.dropFirst(isReference ? 3 : 1).joined(separator: "/")
        guard isSound else { return nil }
    }

    private static let words: Set = ["resolve", "blob", "raw", "blame"]

    static func isOfficial(_ url: HTTPURL) -> Bool {
        url.scheme == .https && ["huggingface.co", "hf.co", "www.huggingface.co"].contains(url.host)
    }

    private var isSound: Bool {
        let parts = [repository, revision, path].flatMap { $0.split(separator: "/", omittingEmptySubsequences: false) }
        return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    /// Where it is downloaded from.
    func url(at hub: HTTPURL, revision: String? = nil) -> HTTPURL {
        let revision = PercentEncoding.encoded(revision ?? self.revision)
        return hub.appending(
            "\(kind)\(PercentEncoding.encodedPath(repository))/resolve/\(revision)/\(PercentEncoding.encodedPath(path))"
        )
    }

    /// For people.
    var page: String { "https://huggingface.co/\(kind)\(repository)" }

    /// The same file in a commit.
    func pinned(to commit: String) -> HubFile {
        var copy = self
        copy.revision = commit
        return copy
    }
}

extension HubFile: CustomStringConvertible {
    var description: String {
        let isPlain =
            !revision.contains("/") || revision.split(separator: "/").count == 3 && revision.hasPrefix("refs/")
        let shown = isPlain ? revision : PercentEncoding.encoded(revision)
        return "hf://\(kind)\(repository)\(revision == "main" ? "" : "@\(shown)")/\(path)"
    }
}

extension HTTPURL {
    /// The address of something below this one, with its path encoded already.
    func appending(_ path: String) -> HTTPURL {
        var url = self
        url.path = "\(self.path.hasSuffix("/") ? String(self.path.dropLast()) : self.path)/\(path)"
        return url
    }
}
