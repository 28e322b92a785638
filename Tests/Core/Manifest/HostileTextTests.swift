import RecuaCore
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Texts that no person writes by hand. Each ends in a clear error, in bounded time and memory.
@Suite struct `Hostile text` {
    private func complaint(_ bytes: some Collection<UInt8>) throws -> String {
        let scratch = try ManifestScratch([:])
        try Files.write(bytes, to: "\(scratch.folder)/m.yaml")
        return scratch.complaint()
    }

    private func complaint(_ text: String) throws -> String { try complaint(Array(text.utf8)) }

    @Test func `an alias bomb`() throws {
        var text = "recua: 1\nx-a: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "x-\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(
            try complaint(text) == """
                m.yaml:6:51: error: the aliases stand for more than 100000 values  [manifest.alias-bomb]
                    6 | x-4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
                      |                                                   ^^^ write fewer aliases of aliases
                """
        )
    }

    @Test func `a merge bomb`() throws {
        let keys = (0..<2000).map { "k\($0): 1" }.joined(separator: ", ")
        let text = "x-a: &a { \(keys) }\n" + (0..<2000).map { "x-\($0): { <<: *a }\n" }.joined()
        #expect(try complaint(text).contains("[manifest.alias-bomb]"))
    }

    @Test func `a hundred thousand brackets`() throws {
        let line = "x-a: " + String(repeating: "[", count: 100_000)
        #expect(
            try complaint("recua: 1\n" + line) == """
                m.yaml:2:105: error: nested deeper than 100 levels  [manifest.too-deep]
                    2 | …\(String(repeating: "[", count: 120))…
                      | \(String(repeating: " ", count: 41))^
                """
        )
    }

    @Test func `a hundred thousand braces and dashes`() throws {
        #expect(try complaint("a: " + String(repeating: "{a: ", count: 100_000)).contains("[manifest.too-deep]"))
        #expect(try complaint(String(repeating: "- ", count: 100_000)).contains("[manifest.too-deep]"))
        #expect(try complaint(String(repeating: "? ", count: 100_000)).contains("[manifest.too-deep]"))
    }

    @Test func `fifty megabytes are refused before they are read`() throws {
        let scratch = try ManifestScratch(["m.yaml": ""])
        #expect(truncate("\(scratch.folder)/m.yaml", 50_000_000) == 0)
        #expect(
            scratch.complaint() == "error: `m.yaml` is larger than 16 MiB, which no manifest is  [manifest.too-large]"
        )
    }

    @Test func `a file without end`() throws {
        let scratch = try ManifestScratch([:])
        #expect(scratch.complaint("/dev/zero").contains("[manifest.too-large]"))
    }

    @Test func `invalid UTF-8`() throws {
        #expect(
            try complaint(Array("recua: 1\nproject: é".utf8) + [0xFF] + Array("x\n".utf8)) == """
                m.yaml:2:11: error: the byte 0xFF is not valid UTF-8  [manifest.encoding]
                    2 | project: é\u{FFFD}x
                      |           ^ save the file as UTF-8
                """
        )
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8], [0xC3],
            [0xE2, 0x82], [0x80],
        ] as [[UInt8]])
    func `overlong, surrogate, cut off and stray bytes`(bytes: [UInt8]) throws {
        #expect(try complaint(Array("a: ".utf8) + bytes).hasPrefix("m.yaml:1:4: error: the byte 0x"))
    }

    @Test func `a NUL byte`() throws {
        #expect(
            try complaint("recua: 1\nproject: a\0b\n") == """
                m.yaml:2:11: error: a NUL byte: this is not a text file  [manifest.encoding]
                    2 | project: a\u{FFFD}b
                      |           ^
                """
        )
    }

    @Test func `a control character, which the terminal does not get to see`() throws {
        #expect(
            try complaint("recua: 1\nproject: a\u{1B}[31m\n") == """
                m.yaml:2:11: error: the control character U+001B is not allowed  [manifest.encoding]
                    2 | project: a\u{FFFD}[31m
                      |           ^ remove it, or write `"\\u001B"` in double quotes
                """
        )
    }

    @Test func `UTF-16`() throws {
        let utf16 = Array("recua: 1\n".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let expected = """
            error: `m.yaml` is UTF-16 or UTF-32, not UTF-8  [manifest.encoding]
              help: convert it: iconv -f UTF-16 -t UTF-8 FILE
            """
        #expect(try complaint([0xFF, 0xFE] + utf16) == expected)
        #expect(try complaint(utf16) == expected)
    }

    @Test func `an empty file`() throws {
        let expected = """
            m.yaml:1:1: error: the text is empty  [manifest.empty]
                1 | \("")
                  | ^ begin with `recua: 1`, or run: recua init
            """
        #expect(try complaint("") == expected)
        #expect(try complaint([0xEF, 0xBB, 0xBF]) == expected)
    }

    @Test func `a folder where a file is expected`() throws {
        let scratch = try ManifestScratch([:])
        try Files.createFolder("\(scratch.folder)/stacks/m.yaml")
        #expect(scratch.complaint(nil) == "error: `stacks/m.yaml` is a folder, expected a file  [manifest.not-a-file]")
        #expect(
            scratch.complaint(".") == """
                error: the folder `.` holds no `.yaml` file  [manifest.missing]
                  help: run: recua init, or name a file with -f
                """
        )
    }

    @Test func `a file that may not be read`() throws {
        let scratch = try ManifestScratch([:])
        // A socket cannot be opened, not even by root, who may read everything else.
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) {
            $0.copyBytes(from: "\(scratch.folder)/m.yaml".utf8.prefix(107))
        }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        #expect(scratch.complaint().hasPrefix("error: `m.yaml` cannot be read  [manifest.unreadable]\n  because: "))
    }

    @Test func `twenty thousand unknown keys are all reported`() throws {
        let keys = (0..<20_000).map { "      key\($0): 1\n" }.joined()
        let scratch = try ManifestScratch(["m.yaml": "recua: 1\nproject: p\nstacks:\n  a:\n    server:\n\(keys)"])
        let error = #expect(throws: Diagnostics.self) { try scratch.read() }
        #expect(error?.all.count == 20_000)
    }

    @Test func `a hundred thousand keys of the user's`() throws {
        let keys = (0..<100_000).map { "k\($0): v" }.joined(separator: ", ")
        let text = "recua: 1\nproject: p\nx-a: &a { \(keys) }\nstacks:\n  a:\n    function: { environment: *a }\n"
        let scratch = try ManifestScratch(["m.yaml": text])
        #expect(try scratch.read().stacks.first?.sections["function"]?["environment"]?.members?.count == 100_000)
    }
}
