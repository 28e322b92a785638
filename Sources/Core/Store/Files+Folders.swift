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
        guard untraced(path)?.isFolder == true else { throw notAFolder(path) }
    }

    static func notAFolder(_ path: String) -> Diagnostic {
        Diagnostic("file.not-a-folder", "`\(path)` is not a folder")
    }

    /// Names in the folder, sorted by their bytes, without `.` and `..`.
    ///
    /// A name that is no UTF-8 comes out repaired, and names nothing then: see ``listWhole(_:)``.
    public static func list(_ path: String) throws -> [String] {
        Trace.current?.look(at: path)
        return try names(in: Array(clean(path).utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The same of a folder in which every file counts.
    ///
    /// - Throws: ``Diagnostic`` `file.name` when something in it has a name that is no UTF-8: no manifest, ledger or image
    ///   could name it.
    public static func listWhole(_ path: String) throws -> [String] {
        Trace.current?.look(at: path)
        return try names(in: Array(clean(path).utf8)).map { name in
            guard let text = String(validating: name, as: UTF8.self) else {
                throw unnameable("`\(path)/\(String(escaping: name))`")
            }
            return text
        }
    }

    static func unnameable(_ what: String) -> Diagnostic {
        Diagnostic("file.name", "the name of \(what) is no UTF-8", help: "rename it: Recua cannot name it as it is")
    }

    /// Names in the folder as they are, sorted.
    ///
    /// - Throws: ``Diagnostic`` `file.read`.
    static func names(in path: [UInt8]) throws -> [[UInt8]] {
        let stream = opendir(terminated(path))
        defer { if let stream { closedir(stream) } }
        return try names(in: stream, shown: path)
    }

    /// - Parameter stream: of the folder that is called `path`; nil where it could not be opened, for the reason in `errno`.
    static func names(in stream: OpaquePointer?, shown path: [UInt8]) throws -> [[UInt8]] {
        func problem() -> Diagnostic {
            let reason = Errno(rawValue: errno)
            return Diagnostic("file.read", "the folder `\(String(escaping: path))` cannot be listed", cause: reason)
        }
        guard let stream else { throw problem() }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                // A list that breaks off is not a short list.
                guard errno == 0 else { throw problem() }
                return names.sorted { $0.lexicographicallyPrecedes($1) }
            }
            let name = bytes(ofNameIn: entry)
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
        }
    }

    /// On some file systems names are longer than the type of `d_name` says.
    private static func bytes(ofNameIn entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
        let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
        return Array(UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self))))
    }

    static func terminated(_ path: [UInt8]) -> [CChar] { path.map { CChar(bitPattern: $0) } + [0] }

    /// Moves within one file system.
    public static func move(_ source: String, to destination: String) throws {
        try createFolder(folder(of: destination))
        try attempt("file.write", "`\(source)` cannot be moved to `\(destination)`") {
            try check(rename(source, destination))
        }
    }
}
