internal import Glibc
internal import RecuaCore

/// The files that Hugging Face's own tools have downloaded on this machine. Read, never written.
///
/// `blobs/` holds the files, named by their tags: a SHA-256 for large ones, git's SHA-1 for small ones; a download that
/// is not finished has another ending. `snapshots/COMMIT/` links to them by path, `refs/REVISION` holds a commit.
struct HubCache: Sendable {
    /// A file, and its digest by the name it is kept under.
    struct Snapshot: Sendable, Hashable {
        var path: String
        /// Nil for a small file.
        var sha256: Digest?
    }

    private let root: String

    init(root: String) { self.root = root }

    /// The blob with this digest: large files are kept under their SHA-256.
    func blob(_ digest: Digest, of file: HubFile) -> String? { existing("\(folder(of: file))/blobs/\(digest.hex)") }

    /// The file as it was when the revision was last looked up; for a commit, as it always will be.
    func snapshot(of file: HubFile) -> Snapshot? {
        let known = try? Files.readText("\(folder(of: file))/refs/\(file.revision)", limit: 1024)
        let commit = file.isPinned ? file.revision : known?.filter { $0.isHexDigit }
        guard let commit, !commit.isEmpty, let path = existing("\(folder(of: file))/snapshots/\(commit)/\(file.path)")
        else { return nil }
        return Snapshot(path: path, sha256: HubCache.target(of: path).flatMap { Digest($0) })
    }

    /// The last part of where a link leads.
    private static func target(of path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let bytes = buffer[..<count].map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self).split(separator: "/").last.map(String.init)
    }

    private func folder(of file: HubFile) -> String {
        let kind = file.kind.isEmpty ? "models" : String(file.kind.dropLast())
        return "\(root)/\(kind)--\(file.repository.split(separator: "/").joined(separator: "--"))"
    }

    private func existing(_ path: String) -> String? {
        Files.facts(path).flatMap { $0.isFolder ? nil : path }
    }
}
