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
    /// Set when the file is in an archive; ``file`` is that, then.
    var archived: ArchivedFile?

    /// - Throws: ``Diagnostic`` `fetch.upstream-changed` when the server has another file than the one that is wanted.
    func check(_ wanted: Wanted) throws {
        if let expected = wanted.expected, let sha256, expected != sha256 {
            throw Announcement.changed(file.name, "\(expected)", "\(sha256)")
        }
        if let expected = wanted.size, let size, expected != size {
            throw Announcement.changed(file.name, "\(expected) bytes", "\(size) bytes")
        }
    }

    static func changed(_ name: String, _ old: String, _ new: String) -> Diagnostic {
        Diagnostic(
            "fetch.upstream-changed", "`\(name)` is another file now at its source: \(old) → \(new)",
            help: "if it was replaced on purpose, write the new `sha256`, or run `recua lock --update`"
        )
    }
}
