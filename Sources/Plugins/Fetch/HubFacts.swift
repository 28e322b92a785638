internal import NIOHTTP1
internal import RecuaCore

/// What the hub says of a file in the headers of its answer.
struct HubFacts: Sendable, Hashable {
    var commit: String?
    /// Of large files; small ones are known by git's SHA-1, which says nothing here.
    var sha256: Digest?
    /// In bytes.
    var size: Int64?

    /// True for the answer that redirects to the storage.
    static func areIn(_ headers: HTTPHeaders) -> Bool { headers.contains(name: "X-Linked-Etag") }

    /// - Parameter isFinal: true for an answer that is no redirect: then its own headers are about the file.
    init(_ headers: HTTPHeaders, isFinal: Bool) {
        commit = headers.first(name: "X-Repo-Commit").flatMap { HubFile.isCommit($0) ? $0 : nil }
        // Of a server that does not say which commit this is, a tag may be anything.
        let own = isFinal && commit != nil ? headers.first(name: "ETag") : nil
        let tag = headers.first(name: "X-Linked-Etag") ?? own ?? ""
        sha256 = Digest((tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]).filter { $0 != "\"" })
        let length = headers.first(name: "X-Linked-Size") ?? (isFinal ? headers.first(name: "Content-Length") : nil)
        size = length.flatMap { Int64($0) }.flatMap { $0 < 0 ? nil : $0 }
    }
}
