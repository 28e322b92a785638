internal import Glibc

extension Files {
    /// One folder, under whatever name it comes to be found.
    ///
    /// An inode's number is its own only within one file system: each has a root, and all roots may have the same.
    package struct FolderIdentity: Sendable, Hashable {
        private let device: UInt64
        private let inode: UInt64

        init(_ facts: Facts) { (device, inode) = (facts.device, facts.inode) }

        /// - Returns: nil for a link, and for all that is no folder.
        package init?(_ path: String) {
            var info = stat()
            guard lstat(Files.clean(path), &info) == 0, info.st_mode & S_IFMT == S_IFDIR else { return nil }
            self.init(Facts(info))
        }
    }

    /// True of two names of one folder, also over links; of a folder that is not there, of the same name alone.
    package static func isOneFolder(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        guard let there = untraced(one), let here = untraced(other) else { return false }
        return FolderIdentity(there) == FolderIdentity(here)
    }
}
