internal import Glibc
internal import SystemPackage

/// The file operations Recua needs, each with an error that names the path.
///
/// Paths are strings; relative ones start at the working folder of the process.
public enum Files {
    /// What identifies the content of a file without reading it.
    public struct Facts: Sendable, Hashable, Codable {
        /// Of the file system.
        public var device: UInt64
        /// Of the file, within its file system.
        public var inode: UInt64
        /// In bytes.
        public var size: Int64
        /// Nanoseconds since 1970.
        public var modified: Int64
        /// Nanoseconds since 1970; changes with every change of content, name or mode.
        public var changed: Int64
        /// True for folders, also at the end of a symbolic link.
        public var isFolder: Bool
        /// False for folders, pipes, devices and sockets.
        public var isRegular: Bool
        /// True when its owner may execute it.
        public var isExecutable: Bool
    }

    /// - Returns: nil when there is nothing at `path` or it cannot be looked at. Follows symbolic links.
    public static func facts(_ path: String) -> Facts? {
        let facts = untraced(path)
        Trace.current?.saw(path, facts)
        return facts
    }

    /// The same where what cannot be looked at must not be taken for what is not there.
    ///
    /// - Returns: nil when there is nothing at `path`, or a symbolic link that leads nowhere.
    /// - Throws: ``Diagnostic`` `file.read`.
    public static func lookUp(_ path: String) throws -> Facts? {
        if let facts = facts(path) { return facts }
        var info = stat()
        guard fstatat(AT_FDCWD, clean(path), &info, 0) != 0 else { return Facts(info) }
        let reason = Errno(rawValue: errno)
        if [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels].contains(reason) { return nil }
        throw Diagnostic("file.read", "`\(path)` cannot be looked at", cause: reason)
    }

    /// The same, of which the ``Trace`` in force does not hear.
    static func untraced(_ path: String) -> Facts? {
        var info = stat()
        return fstatat(AT_FDCWD, clean(path), &info, 0) == 0 ? Facts(info) : nil
    }

    /// Whether anything is at `path`. Follows symbolic links.
    public static func exists(_ path: String) -> Bool { facts(path) != nil }

    /// The whole file.
    ///
    /// - Throws: ``Diagnostic`` `file.read`, or `file.too-large` beyond `limit` bytes.
    public static func read(_ path: String, limit: Int = 64 << 20) throws -> [UInt8] {
        let file = try open(path)
        defer { try? file.close() }
        var bytes: [UInt8] = []
        let size = max(0, Int(facts(path)?.size ?? 0))
        guard size <= limit else { throw tooLarge(path, limit) }
        bytes.reserveCapacity(size)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { chunk.deallocate() }
        while true {
            let count = try attempt("file.read", "`\(path)` cannot be read") { try file.read(into: chunk) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw tooLarge(path, limit) }
        }
    }

    /// The first bytes of a file, up to `count`.
    ///
    /// - Throws: ``Diagnostic`` `file.read`.
    static func head(of path: String, count: Int) throws -> [UInt8] {
        let file = try open(path)
        defer { try? file.close() }
        var bytes = [UInt8](repeating: 0, count: count)
        let length = try attempt("file.read", "`\(path)` cannot be read") {
            try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
        }
        return Array(bytes[..<length])
    }

    /// The whole file as text; bytes that are no UTF-8 are replaced.
    public static func readText(_ path: String, limit: Int = 64 << 20) throws -> String {
        String(decoding: try read(path, limit: limit), as: UTF8.self)
    }

    /// The file's bytes in pieces of up to 1 MiB, for digests and copies that must not depend on its size.
    ///
    /// - Throws: ``Diagnostic`` `file.read`; `CancellationError` between two pieces.
    public static func forEachChunk(of path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let file = try open(path)
        defer { try? file.close() }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { chunk.deallocate() }
        while true {
            try Task.checkCancellation()
            let count = try attempt("file.read", "`\(path)` cannot be read") { try file.read(into: chunk) }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        }
    }

    /// Replaces the file in one step: readers see the old content or the new, never a part of it.
    ///
    /// - Parameter isDurable: false for what may be lost, or torn, in a power cut.
    /// - Throws: ``Diagnostic`` `file.write`; the old file is untouched then.
    public static func write(
        _ bytes: some Collection<UInt8>, to path: String, mode: UInt16 = 0o644, isDurable: Bool = true
    ) throws {
        try createFolder(folder(of: path))
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).new"
        try attempt("file.write", "`\(path)` cannot be written") {
            let file = try FileDescriptor.open(
                filePath(temporary), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: FilePermissions(rawValue: CModeT(mode))
            )
            do {
                try file.closeAfter {
                    _ = try file.writeAll(bytes)
                    if isDurable { try check(fsync(file.rawValue)) }
                }
                try check(rename(temporary, path))
            } catch {
                unlink(temporary)
                throw error
            }
        }
    }

    /// The same for a text, as UTF-8.
    public static func write(_ text: String, to path: String, mode: UInt16 = 0o644) throws {
        try write(Array(text.utf8), to: path, mode: mode)
    }

    private static func open(_ path: String) throws -> FileDescriptor {
        Trace.current?.look(at: path)
        return try attempt("file.read", "`\(path)` cannot be opened") {
            try FileDescriptor.open(filePath(path), .readOnly, options: [.closeOnExec])
        }
    }

    /// Nanoseconds since 1970.
    package static func now() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return nanoseconds(now)
    }

    /// Between the years 1843 and 2261, beyond which 64 bits do not hold a time, and sums and differences with one. Whoever
    /// sets a file's times may say any.
    fileprivate static func nanoseconds(_ time: timespec) -> Int64 {
        let seconds = min(max(Int64(time.tv_sec), -4_000_000_000), 9_200_000_000)
        return seconds * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> Diagnostic {
        Diagnostic("file.too-large", "`\(path)` is larger than \(limit >> 20) MiB")
    }

    static func check(_ result: CInt) throws {
        guard result == 0 else { throw Errno(rawValue: errno) }
    }

    /// The system's errors as diagnostics.
    static func attempt<Result>(_ code: String, _ message: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as Errno {
            throw Diagnostic(code, message, cause: error)
        }
    }
}

extension Files.Facts {
    init(_ info: stat) {
        let kind = info.st_mode & S_IFMT
        self.init(
            device: UInt64(info.st_dev), inode: UInt64(info.st_ino), size: Int64(info.st_size),
            modified: Files.nanoseconds(info.st_mtim), changed: Files.nanoseconds(info.st_ctim),
            isFolder: kind == S_IFDIR, isRegular: kind == S_IFREG, isExecutable: info.st_mode & 0o111 != 0
        )
    }
}
