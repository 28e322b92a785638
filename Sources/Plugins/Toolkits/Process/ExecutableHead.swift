internal import Glibc
internal import RecuaCore
internal import SystemPackage

/// What the kernel sees of a file that is to be started: its first bytes (execve(2), elf(5)).
package enum ExecutableHead: Hashable {
    /// Machine code, the `e_machine` and the class of its processor, and what loads it: nil for what needs no loader.
    case elf(processor: Processor, loader: String?)
    /// What follows `#!` in its first line, without blanks around it.
    case script(String)
    /// A text that names no interpreter. A shell runs such a file, the system does not.
    case text
    /// What cannot be read, and what nothing is known of.
    case unknown

    /// The part of an ELF file's beginning that tells for which processor it is.
    package struct Processor: Hashable {
        /// Class and byte order.
        package var form: [UInt8]
        package var machine: UInt64

        /// As people call it; nil for one of the many others.
        var name: String? { Self.names[machine] }

        private static let names: [UInt64: String] = [
            3: "32-bit x86", 40: "32-bit ARM", 62: "amd64", 183: "arm64", 243: "RISC-V",
        ]
    }

    package init(of path: String) {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
        else {
            self = .unknown
            return
        }
        defer { try? file.close() }
        let head = Self.bytes(of: file, at: 0, Self.size)
        if head.starts(with: Array("\u{7F}ELF".utf8)) {
            self = Self.elf(file, head)
        } else if head.starts(with: Array("#!".utf8)) {
            self = Self.firstLine(of: head).map { .script($0) } ?? .unknown
        } else {
            self = Files.facts(path)?.isRegular == true && !head.contains { $0 < 9 } ? .text : .unknown
        }
    }

    /// As many interpreters of interpreters as the kernel follows (BINPRM_MAX_RECURSION).
    package static let maximalDepth = 4
    /// As much as the kernel looks at (BINPRM_BUF_SIZE).
    private static let size = 256

    private static func bytes(of file: FileDescriptor, at offset: UInt64, _ count: Int) -> [UInt8] {
        guard let offset = Int64(exactly: offset), (1...4096).contains(count) else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = try? bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: offset, into: $0) }
        return Array(bytes.prefix(read ?? 0))
    }

    /// Nil for a line that is cut off.
    private static func firstLine(of head: [UInt8]) -> String? {
        let line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") && $0 != 0 }
        guard line.endIndex < size else { return nil }
        let blank = Array(" \t".utf8)
        let end = line.lastIndex { !blank.contains($0) }.map { $0 + 1 } ?? line.startIndex
        return String(decoding: line[..<end].drop { blank.contains($0) }, as: UTF8.self)
    }

    /// Numbers of the order that all of Recua's machines have; what has another is left alone.
    private static func elf(_ file: FileDescriptor, _ head: [UInt8]) -> ExecutableHead {
        guard head.count >= 64, head[5] == 1, head[4] == 1 || head[4] == 2 else { return .unknown }
        let isWide = head[4] == 2
        let processor = Processor(form: Array(head[4..<6]), machine: number(head, 18, 2))
        let (start, size, count) =
            isWide
            ? (number(head, 32, 8), number(head, 54, 2), number(head, 56, 2))
            : (number(head, 28, 4), number(head, 42, 2), number(head, 44, 2))
        let least: UInt64 = isWide ? 56 : 32
        guard size >= least, size <= 256, count <= 256 else { return .elf(processor: processor, loader: nil) }
        for index in 0..<count {
            let (place, overflows) = start.addingReportingOverflow(index * size)
            let part = overflows ? [] : bytes(of: file, at: place, Int(size))
            guard part.count == Int(size), number(part, 0, 4) == loaderPart else { continue }
            let offset = isWide ? number(part, 8, 8) : number(part, 4, 4)
            let length = isWide ? number(part, 32, 8) : number(part, 16, 4)
            let name = bytes(of: file, at: offset, Int(clamping: length)).prefix { $0 != 0 }
            return .elf(processor: processor, loader: name.isEmpty ? nil : String(decoding: name, as: UTF8.self))
        }
        return .elf(processor: processor, loader: nil)
    }

    /// `PT_INTERP`
    private static let loaderPart: UInt64 = 3

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
