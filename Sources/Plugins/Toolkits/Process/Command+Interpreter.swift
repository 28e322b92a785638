internal import RecuaCore
internal import SystemPackage

extension Command {
    /// True for a text that does not begin with `#!` and an interpreter. A shell runs such a file, and so does what looks
    /// for programs as a shell does; the system itself does not start it.
    ///
    /// False for what cannot be read.
    public static func namesNoInterpreter(_ path: String) -> Bool {
        guard let file = try? FileDescriptor.open(FilePath(Files.absolute(path)), .readOnly) else { return false }
        defer { try? file.close() }
        var head = [UInt8](repeating: 0, count: 256)
        guard let count = try? head.withUnsafeMutableBytes({ try file.read(into: $0) }) else { return false }
        return !head.starts(with: Array("#!".utf8)) && !head[..<count].contains { $0 < 9 }
    }
}
