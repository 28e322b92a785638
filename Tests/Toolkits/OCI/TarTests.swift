import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

@Suite struct TarTests {
    @Test func `a short path needs one block with a right checksum`() throws {
        let block = try TarHeader.bytes(for: TarEntry(path: "opt/engine", kind: .file, mode: 0o755, size: 5))
        #expect(block.count == 512)
        #expect(String(decoding: block[257..<265], as: UTF8.self) == "ustar\u{0}00")
        #expect(String(decoding: block[124..<135], as: UTF8.self) == "00000000005")
        #expect(String(decoding: block[136..<147], as: UTF8.self) == "00000000000")
        #expect(
            try read(block + [UInt8](repeating: 1, count: 512)) == [
                TarEntry(path: "opt/engine", kind: .file, mode: 0o755, size: 5)
            ])
    }

    @Test(arguments: [
        TarEntry(path: String(repeating: "folder/", count: 30) + "weights.gguf", kind: .file, mode: 0o644, size: 3),
        TarEntry(path: "opt/möhre.gguf", kind: .file, mode: 0o644, size: 3),
        TarEntry(path: String(repeating: "d", count: 120), kind: .folder, mode: 0o755),
    ])
    func `what ustar cannot say is said in a PAX header`(entry: TarEntry) throws {
        let bytes = try TarHeader.bytes(for: entry)
        #expect(bytes.count == 512 * 3)
        #expect(try read(bytes) == [entry])
    }

    @Test func `a file of 8 GiB and more keeps its size`() throws {
        let entry = TarEntry(path: "opt/large.gguf", kind: .file, mode: 0o644, size: 9_126_805_521)
        #expect(try read(TarHeader.bytes(for: entry)) == [entry])
    }

    @Test func `the length of a PAX record counts itself`() {
        #expect(String(decoding: TarHeader.record(key: "size", value: "1"), as: UTF8.self) == "9 size=1\n")
        for count in [85, 88, 89, 90, 91, 92, 93, 988, 989, 990, 991] {
            let record = TarHeader.record(key: "path", value: String(repeating: "x", count: count))
            #expect(String(decoding: record, as: UTF8.self).hasPrefix("\(record.count) "))
        }
    }

    @Test(arguments: ["", "/etc/passwd", "a/../b", "./a", "a//b", "a/"])
    func `a path that could leave the image is refused`(path: String) {
        #expect(throws: Diagnostic.self) { try TarHeader.bytes(for: TarEntry(path: path, kind: .file, mode: 0o644)) }
    }

    @Test(arguments: ["gnu", "pax", "ustar"])
    func `archives of the system's tar are read`(format: String) async throws {
        try await withScratchFolder { folder in
            let long = format == "ustar" ? "deep/file" : String(repeating: "long/", count: 30) + "file"
            try folder.write("hello", to: "in/\(long)")
            try await runTool(
                "tar", ["-C", folder.path("in"), "--format", format, "-czf", folder.path("a.tar.gz"), "."])
            var found: [String: [UInt8]] = [:]
            var current = ""
            var reader = TarReader {
                current = $0.path
                if $0.kind == .file { found[current] = [] }
            } onData: {
                found[current]?.append(contentsOf: $0)
            }
            try GzipReader.forEachChunk(of: folder.path("a.tar.gz")) { try reader.update($0) }
            #expect(found == [long: Array("hello".utf8)])
        }
    }

    @Test func `members of types that nobody knows are stepped over with their data`() throws {
        func member(_ path: String, type: Character, data: [UInt8]) throws -> [UInt8] {
            let entry = TarEntry(path: path, kind: .file, mode: 0o644, size: Int64(data.count))
            var header = try TarHeader.bytes(for: entry)
            // The checksum is as much larger as the type.
            let difference = Int(type.asciiValue ?? 0) - Int(UInt8(ascii: "0"))
            let sum = Int(String(decoding: header[148..<154], as: UTF8.self), radix: 8) ?? 0
            header[156] = type.asciiValue ?? 0
            header.replaceSubrange(148..<154, with: "00000\(String(sum + difference, radix: 8))".utf8.suffix(6))
            return header + data + [UInt8](repeating: 0, count: TarHeader.padding(after: entry.size))
        }
        let archive =
            try member("odd", type: "Z", data: noise(700)) + member("plain", type: "0", data: noise(3))
            + [UInt8](repeating: 0, count: 1024)
        #expect(try read(archive).map(\.path) == ["odd", "plain"])
        #expect(try read(archive).map(\.kind) == [.other, .file])
    }

    @Test func `damaged archives are told and not guessed at`() async throws {
        #expect(throws: Diagnostic.self) { try read(noise(2048)) }
        try await withScratchFolder { folder in
            let path = try folder.write([0x1F, 0x8B, 8, 0] + noise(500), to: "broken.gz")
            #expect(throws: Diagnostic.self) { try GzipReader.forEachChunk(of: path) { _ in } }
        }
    }

    /// Entries, read in pieces of odd sizes.
    private func read(_ bytes: [UInt8]) throws -> [TarEntry] {
        var entries: [TarEntry] = []
        var reader = TarReader(onEntry: { entries.append($0) })
        var rest = bytes[...]
        while !rest.isEmpty {
            try Array(rest.prefix(77)).withUnsafeBytes { try reader.update($0) }
            rest = rest.dropFirst(77)
        }
        return entries
    }
}
