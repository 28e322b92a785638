internal import RecuaCore
internal import RecuaTransfer

/// What a server says of a file before handing it out.
struct Announcement: Sendable {
    var sha256: Digest?
    /// In bytes.
    var size: Int64?
    /// The source's text with a commit, a version or a digest in place of what may come to mean another file; nil when
    /// there is no such text.
    var pinned: String?
    /// The file, to be downloaded.
    var file: RemoteFile

    /// - Throws: ``Diagnostic`` `fetch.upstream-changed` when the server has another file than the one that is wanted.
    func check(_ wanted: Wanted) throws {
        if let expected = wanted.expected, let sha256, expected != sha256 {
            throw changed("\(expected)", "\(sha256)")
        }
        if let expected = wanted.size, let size, expected != size {
            throw changed("\(expected) bytes", "\(size) bytes")
        }
    }

    private func changed(_ old: String, _ new: String) -> Diagnostic {
        Diagnostic(
            "fetch.upstream-changed", "`\(file.name)` is another file now at its source: \(old) → \(new)",
            help: "if it was replaced on purpose, write the new `sha256`, or run `recua lock --update`"
        )
    }
}
