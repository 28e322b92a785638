internal import Glibc
internal import Synchronization

/// Scratch folders of a run's steps that ended well and left nothing in them: each serves a later step of its plugin,
/// since to make and remove one costs a file system more than most steps that need none.
final class ScratchFolders: Sendable {
    /// By the folder they lie in, which is one plugin's.
    private let idle = Mutex<[String: [String]]>([:])

    /// An empty folder.
    ///
    /// - Parameters:
    ///   - parent: where those of the plugin lie.
    ///   - name: of a new one, when none is idle.
    func take(in parent: String, name: String) throws -> String {
        if let known = idle.withLock({ $0[parent]?.popLast() }) { return known }
        let folder = "\(parent)/\(name)"
        try Files.remove(folder)
        try Files.createFolder(folder)
        return folder
    }

    /// Keeps the folder for another step if it is as it was, else removes it.
    func giveBack(_ folder: String) {
        guard Self.isUntouched(folder) else { return (try? Files.remove(folder)) ?? () }
        idle.withLock { $0[Files.folder(of: folder), default: []].append(folder) }
    }

    private static func isUntouched(_ folder: String) -> Bool {
        var info = stat()
        guard lstat(folder, &info) == 0, info.st_mode & S_IFMT == S_IFDIR, info.st_mode & S_IRWXU == S_IRWXU else {
            return false
        }
        return (try? Files.list(folder).isEmpty) ?? false
    }
}
