import Glibc
import RecuaCore

/// The file that a trace is to be written to.
enum TraceFile {
    /// What every trace begins with.
    private static let beginning = Array(#"{"from":""#.utf8)

    /// - Throws: ``Diagnostic`` `usage.trace` unless it is an older trace, empty, no file of the disk, or not there in a
    ///   folder that is.
    static func check(_ path: String) throws {
        var info = stat()
        guard stat(path, &info) == 0 else { return try checkFolder(Files.folder(of: path)) }
        switch info.st_mode & S_IFMT {
        case S_IFDIR: throw refusal("`\(path)` is a folder, expected a file for the trace")
        case S_IFREG where info.st_size > 0 && !isTrace(path):
            throw refusal("`\(path)` is no trace, and stays as it is")
        default: if access(path, W_OK) != 0 { throw refusal("`\(path)` cannot be written") }
        }
    }

    private static func checkFolder(_ folder: String) throws {
        if access(folder, F_OK) != 0 { throw refusal("there is no folder `\(folder)` for the trace", "make it first") }
        if access(folder, W_OK | X_OK) != 0 { throw refusal("nothing can be written in `\(folder)`") }
    }

    private static func isTrace(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: beginning.count)
        let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        return count == beginning.count && bytes == beginning
    }

    private static func refusal(_ problem: String, _ help: String = "name another file") -> Diagnostic {
        Diagnostic("usage.trace", problem, help: help)
    }
}
