internal import Glibc

extension Files {
    /// One folder, under whatever name it comes to be found.
    package struct FolderIdentity: Sendable, Hashable {
        private let device: UInt64
        private let inode: UInt64

        /// - Returns: nil for a link, and for all that is no folder.
        package init?(_ path: String) {
            var info = stat()
            guard lstat(Files.clean(path), &info) == 0, info.st_mode & S_IFMT == S_IFDIR else { return nil }
            (device, inode) = (UInt64(info.st_dev), UInt64(info.st_ino))
        }
    }
}
