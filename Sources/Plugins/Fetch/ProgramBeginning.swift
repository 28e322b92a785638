internal import RecuaCore

/// What the first bytes of a file say of it as a program.
struct ProgramBeginning: Sendable, Hashable {
    private let head: [UInt8]

    init(_ head: [UInt8]) { self.head = head }

    /// True for what Linux can start by itself: an ELF file, or a script that names its interpreter.
    var isProgram: Bool { head.starts(with: [0x7F] + Array("ELF".utf8)) || head.starts(with: Array("#!".utf8)) }

    /// - Throws: ``Diagnostic`` `fetch.program` for anything else.
    func check(_ name: String) throws {
        guard !isProgram else { return }
        throw Diagnostic("fetch.program", "`\(name)` is no program: it is \(kind)", help: help)
    }

    private var kind: String {
        if head.isEmpty { return "empty" }
        if isPage { return "a web page" }
        if head.starts(with: Array("version https://git-lfs".utf8)) { return "a Git LFS pointer, not the file itself" }
        if head.starts(with: [0x1F, 0x8B]) || head.starts(with: Array("PK\u{3}\u{4}".utf8)) { return "an archive" }
        return isText ? "a text whose first line names no interpreter" : "neither a script nor an ELF file"
    }

    private var help: String {
        if isPage { return "name the file itself: for one on GitHub, the address behind `Raw`" }
        return isText && !head.isEmpty
            ? "its first line must be `#!` and the interpreter, such as `#!/usr/bin/env python3`"
            : "name a script that begins with `#!`, or a program for Linux, as it is and in no archive"
    }

    private var isPage: Bool {
        let text = String(decoding: head.prefix(256), as: UTF8.self).drop(while: \.isWhitespace).lowercased()
        return text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
    }

    private var isText: Bool { !head.contains { $0 < 9 } }
}
