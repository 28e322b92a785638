internal import Glibc
internal import SystemPackage

extension Files {
    /// The folder that holds `path`: `.` for a bare name.
    public static func folder(of path: String) -> String {
        let parent = filePath(path).removingLastComponent().string
        return parent.isEmpty ? "." : parent
    }

    /// `path` itself when absolute, else below `folder`; `.` and `..` resolved by their letters.
    public static func resolve(_ path: String, in folder: String) -> String {
        filePath(folder).pushing(filePath(path)).lexicallyNormalized().string
    }

    /// `path` from the working folder of the process on.
    public static func absolute(_ path: String) -> String { resolve(path, in: workingFolder) }

    /// Where `path` leads, without symbolic links; nil when there is nothing.
    public static func real(_ path: String) -> String? {
        guard let real = realpath(clean(path), nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// The symbolic link on the way to `path` that keeps it from being there, since it leads to nothing; nil when there is
    /// none.
    static func brokenLink(on path: String) -> String? {
        var (here, info) = (path, stat())
        while lstat(clean(here), &info) != 0, here != "/", here != "." { here = folder(of: here) }
        return info.st_mode & S_IFMT == S_IFLNK && untraced(here) == nil ? here : nil
    }

    /// The working folder of the process. Of a path that is no UTF-8 the odd bytes are escaped: it names no folder then.
    public static var workingFolder: String { String(escaping: workingPath) }

    /// - Throws: ``Diagnostic`` `file.name` when the path of the working folder is no UTF-8.
    package static func checkWorkingFolder() throws {
        guard String(validating: workingPath, as: UTF8.self) == nil else { return }
        throw unnameable("the folder `\(workingFolder)` that you are in")
    }

    private static var workingPath: [UInt8] {
        guard let path = getcwd(nil, 0) else { return Array("/".utf8) }
        defer { free(path) }
        return Array(UnsafeRawBufferPointer(start: path, count: strlen(path)))
    }

    static func filePath(_ path: String) -> FilePath { FilePath(clean(path)) }

    /// A path with a NUL byte names nothing; the mark in its place keeps it from naming something else.
    static func clean(_ path: String) -> String {
        path.utf8.contains(0) ? path.replacing("\0", with: "\u{FFFD}") : path
    }
}
