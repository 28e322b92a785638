internal import Glibc

/// The folders on the way to one, so that symbolic links which lead in circles are followed once.
package struct FolderTrail: Sendable {
    private var folders: Set<Files.FolderIdentity>

    /// - Parameter facts: of the folder where the way begins.
    package init(_ facts: Files.Facts) { folders = [Files.FolderIdentity(facts)] }

    /// The way into one more folder.
    package func entering(_ facts: Files.Facts) -> FolderTrail {
        var trail = self
        trail.folders.insert(Files.FolderIdentity(facts))
        return trail
    }

    /// True for a symbolic link to a folder on the way. Whatever its numbers say, a folder of its own is none: programs that
    /// stand for file systems may give two of them one number.
    package func isLedBack(by path: String, to facts: Files.Facts) -> Bool {
        guard folders.contains(Files.FolderIdentity(facts)) else { return false }
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
    }
}
