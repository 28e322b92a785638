internal import Glibc
internal import SystemPackage

extension Files {
    /// Makes the folder and those above it. The `Trace` in force does not hear of it: it is there afterwards, whatever
    /// was before.
    ///
    /// - Throws: ``Diagnostic`` `file.not-a-folder` when something else has its name, else `file.write`.
    public static func createFolder(_ path: String, mode: UInt32 = 0o755) throws {
        if mkdir(clean(path), mode) == 0 { return }
        var reason = Errno(rawValue: errno)
        let parent = folder(of: path)
        if reason == .noSuchFileOrDirectory || reason == .notDirectory, parent != path {
            try createFolder(parent)
            if mkdir(clean(path), mode) == 0 { return }
            reason = Errno(rawValue: errno)
        }
        guard reason == .fileExists else {
            throw Diagnostic("file.write", "the folder `\(path)` cannot be made", cause: reason)
        }
        guard untraced(path)?.isFolder == true else {
            throw Diagnostic("file.not-a-folder", "`\(path)` is not a folder")
        }
    }

    /// Removes a file or a whole folder. What is not there is no error. Symbolic links are removed, not followed.
    public static func remove(_ path: String) throws {
        var info = stat()
        guard lstat(path, &info) == 0 else { return }
        if info.st_mode & S_IFMT == S_IFDIR {
            for name in try list(path) { try remove("\(path)/\(name)") }
            guard rmdir(path) == 0 || errno == ENOENT else {
                throw Diagnostic("file.remove", "the folder `\(path)` cannot be removed", cause: Errno(rawValue: errno))
            }
        } else {
            guard unlink(path) == 0 || errno == ENOENT else {
                throw Diagnostic("file.remove", "`\(path)` cannot be removed", cause: Errno(rawValue: errno))
            }
        }
    }

    /// Names in the folder, sorted by their bytes, without `.` and `..`.
    public static func list(_ path: String) throws -> [String] {
        Trace.current?.look(at: path)
        guard let stream = opendir(path) else {
            throw Diagnostic("file.read", "the folder `\(path)` cannot be listed", cause: Errno(rawValue: errno))
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Moves within one file system.
    public static func move(_ source: String, to destination: String) throws {
        try createFolder(folder(of: destination))
        try attempt("file.write", "`\(source)` cannot be moved to `\(destination)`") {
            try check(rename(source, destination))
        }
    }
}
