internal import RecuaCore

/// The files that Hugging Face's own tools have downloaded on this machine. Read, never written.
struct HubCache: Sendable {
    private let root: String

    init(root: String) { self.root = root }

    /// The blob with this digest: large files are kept under their SHA-256.
    func blob(_ digest: Digest, of file: HubFile) -> String? { existing("\(folder(of: file))/blobs/\(digest.hex)") }

    /// The file as it was when the revision was last looked up.
    func snapshot(of file: HubFile) -> String? {
        let known = try? Files.readText("\(folder(of: file))/refs/\(file.revision)", limit: 1024)
        let commit = file.isPinned ? file.revision : known?.filter { $0.isHexDigit }
        guard let commit, !commit.isEmpty else { return nil }
        return existing("\(folder(of: file))/snapshots/\(commit)/\(file.path)")
    }

    private func folder(of file: HubFile) -> String {
        let kind = file.kind.isEmpty ? "models" : String(file.kind.dropLast())
        return "\(root)/\(kind)--\(file.repository.split(separator: "/").joined(separator: "--"))"
    }

    private func existing(_ path: String) -> String? {
        Files.facts(path).flatMap { $0.isFolder ? nil : path }
    }
}
