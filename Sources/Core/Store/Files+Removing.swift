internal import Glibc
internal import SystemPackage

extension Files {
    /// Removes a file or a whole folder. What is not there is no error. Symbolic links are removed, not followed, also
    /// where somebody puts one in the place of a folder meanwhile.
    public static func remove(_ path: String) throws {
        let path = Array(clean(path).utf8)
        var info = stat()
        guard lstat(terminated(path), &info) == 0 else { return }
        try remove(path, in: AT_FDCWD, isFolder: info.st_mode & S_IFMT == S_IFDIR, shown: path)
    }

    /// - Parameter name: whatever bytes: what programs leave in their folders has names of any kind.
    private static func remove(_ name: [UInt8], in folder: CInt, isFolder: Bool, shown path: [UInt8]) throws {
        if isFolder { try clear(name, in: folder, shown: path) }
        guard unlinkat(folder, terminated(name), isFolder ? AT_REMOVEDIR : 0) == 0 || errno == ENOENT else {
            let (what, reason) = (String(escaping: path), Errno(rawValue: errno))
            throw Diagnostic(
                "file.remove", "\(isFolder ? "the folder " : "")`\(what)` cannot be removed", cause: reason)
        }
    }

    /// Removes all that is in a folder.
    private static func clear(_ name: [UInt8], in folder: CInt, shown path: [UInt8]) throws {
        let opened = openat(folder, terminated(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if opened < 0, errno == ENOENT { return }
        let stream = opened < 0 ? nil : fdopendir(opened)
        defer { if let stream { closedir(stream) } }
        for name in try names(in: stream, shown: path) {
            var info = stat()
            guard fstatat(opened, terminated(name), &info, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            let isFolder = info.st_mode & S_IFMT == S_IFDIR
            try remove(name, in: opened, isFolder: isFolder, shown: path + [UInt8(ascii: "/")] + name)
        }
    }
}
