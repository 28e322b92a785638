import Glibc
public import RecuaCore
import SystemPackage

/// Makes an Actually Portable Executable, such as a llamafile, a plain ELF program: the ELF header that its shell
/// script would print is put over the script's first 64 bytes. Nothing else changes, so offsets into
/// the file stay true.
///
/// After it the file starts without a shell, a loader or a writable folder, on one architecture.
public enum Assimilation {
    /// As cosmopolitan's `assimilate` does, the header is looked for this far into the file.
    static let headSize = 8192
    static let headerSize = 64

    /// True when a file that begins with `head` is an Actually Portable Executable.
    public static func isPortable(_ head: some Collection<UInt8>) -> Bool {
        ["MZqFpD='", "jartsr='", "APEDBG='"].contains { head.starts(with: $0.utf8) }
    }

    /// The 64 bytes to put in place of the file's first ones.
    ///
    /// - Parameter head: the file's first 8 KiB, or all of it.
    /// - Returns: nil when the file holds no header for `architecture`.
    public static func header(in head: [UInt8], architecture: Architecture) -> [UInt8]? {
        guard isPortable(head) else { return nil }
        let command = Array("printf '".utf8)
        var start = 0
        while start + command.count < head.count {
            guard head[start] == command[0], head[start...].starts(with: command) else {
                start += 1
                continue
            }
            start += command.count
            if let header = decoded(head[start...]), isHeader(header, of: architecture) { return header }
        }
        return nil
    }

    /// The header for a file of which `facts` are known.
    ///
    /// - Throws: ``Diagnostic`` `oci.not-ape` or `oci.architecture`.
    static func header(of facts: ProgramFacts, in path: String, architecture: Architecture) throws -> [UInt8] {
        guard facts.isPortable else {
            throw Diagnostic("oci.not-ape", "`\(path)` is not a llamafile", help: "give it as `engine` and `weights`")
        }
        guard let header = facts.header(for: architecture) else {
            throw Diagnostic(
                "oci.architecture", "`\(path)` holds no program for `\(architecture.lambdaName)`",
                help: "choose the other `function.architecture`"
            )
        }
        return header
    }

    /// Writes the entry's file as the image holds it: for those who run an image's files without unpacking its layers.
    ///
    /// The file appears under `path` when it is complete. An entry that is not assimilated is copied as it is.
    public static func materialise(_ entry: Image.Entry, architecture: Architecture, to path: String) throws {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).new"
        try Files.createFolder(Files.folder(of: path))
        do {
            let file = try FileDescriptor.open(
                FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: FilePermissions(rawValue: CModeT(entry.mode))
            )
            try file.closeAfter {
                try Files.forEachChunk(of: entry.source.path) { _ = try file.writeAll($0) }
                if entry.isAssimilated {
                    let facts = ProgramFacts(head: try FileWindow(entry.source.path).read(at: 0, count: headSize))
                    let header = try header(of: facts, in: entry.source.path, architecture: architecture)
                    _ = try file.writeAll(toAbsoluteOffset: 0, header)
                }
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            try Files.move(temporary, to: path)
        } catch {
            try? Files.remove(temporary)
            throw (error as? Errno).map { Diagnostic("file.write", "`\(path)` cannot be written", cause: $0) } ?? error
        }
    }

    /// What `printf` would write, up to the closing quote; nil unless that is one header's length.
    private static func decoded(_ script: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = script
        while let byte = rest.popFirst(), bytes.count <= headerSize {
            if byte == UInt8(ascii: "'") { return bytes.count == headerSize ? bytes : nil }
            let digits = rest.prefix(3).prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
            if byte == UInt8(ascii: "\\"), !digits.isEmpty {
                bytes.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - 48) }))
                rest = rest.dropFirst(digits.count)
            } else {
                bytes.append(byte)
            }
        }
        return nil
    }

    private static func isHeader(_ bytes: [UInt8], of architecture: Architecture) -> Bool {
        ProgramHead(bytes)?.machine == architecture.elfMachine
    }
}
