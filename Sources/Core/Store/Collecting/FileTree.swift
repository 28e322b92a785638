internal import Glibc

/// The files below a folder as they are on disk: symbolic links are seen, not followed.
struct FileTree {
    struct Entry: Sendable, Hashable {
        var path: String
        /// In bytes, as the file takes them on disk; holes take none.
        var size: Int64
        /// Nanoseconds since 1970 of the last change of content, name or mode.
        var changed: Int64
        var isFolder: Bool
        var isRegular: Bool
    }

    /// - Returns: nil when there is nothing at `path`.
    static func entry(_ path: String) -> Entry? {
        var info = stat()
        guard lstat(path, &info) == 0 else { return nil }
        let facts = Files.Facts(info)
        return Entry(
            path: path, size: min(facts.size, Int64(info.st_blocks) * 512), changed: max(facts.modified, facts.changed),
            isFolder: facts.isFolder, isRegular: facts.isRegular)
    }

    /// What is in the folder itself. Nothing for a folder that is not there or cannot be listed.
    static func entries(in folder: String) -> [Entry] {
        ((try? Files.list(folder)) ?? []).compactMap { entry("\(folder)/\($0)") }
    }

    /// All regular files, however deep.
    static func files(below folder: String) -> [Entry] {
        entries(in: folder).flatMap { $0.isFolder ? files(below: $0.path) : $0.isRegular ? [$0] : [] }
    }
}

extension FileTree.Entry {
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
