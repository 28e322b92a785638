import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct FileNamesTests {
    /// Makes a file of any name.
    private func make(_ name: [UInt8], in folder: String) throws {
        let path = (Array("\(folder)/".utf8) + name).map { CChar(bitPattern: $0) } + [0]
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
        try #require(file >= 0)
        close(file)
    }

    private let latin = Array("caf".utf8) + [0xE9] + Array(".txt".utf8)

    @Test func `a name that is no UTF-8 is told where each file counts, with its bytes`() async throws {
        try await withScratchFolder { folder in
            try folder.write("k", to: "d/deep/k")
            let store = Store(root: folder.path("store"))
            #expect(try Files.listWhole(folder.path("d")) == ["deep"])
            try make(latin, in: folder.path("d/deep"))
            for look in [
                { _ = try Files.listWhole(folder.path("d/deep")) },
                { _ = try store.digest(ofLocalTree: folder.path("d")) },
            ] {
                let problem = #expect(throws: Diagnostic.self) { try look() }
                #expect(problem?.code == "file.name")
                #expect(problem?.message == #"the name of `\#(folder.path("d/deep"))/caf\xe9.txt` is no UTF-8"#)
            }
            #expect(try Files.list(folder.path("d/deep")).count == 2)
        }
    }

    @Test func `a folder goes with everything in it, whatever its name`() async throws {
        try await withScratchFolder { folder in
            try folder.write("k", to: "d/deep/k")
            for name in [latin, [0xFF]] { try make(name, in: folder.path("d/deep")) }
            try Files.remove(folder.path("d"))
            #expect(try Files.list(folder.path) == [])
        }
    }

    @Test func `what leads nowhere is nothing, and what cannot be looked at is not taken for nothing`() async throws {
        try await withScratchFolder { folder in
            try folder.write("k", to: "d/k")
            let plain = try Store(root: folder.path("store")).digest(ofLocalTree: folder.path("d"))
            for (name, place) in [("nowhere", "none"), ("below", "k/none"), ("circle", "circle")] {
                #expect(symlink(place, folder.path("d/\(name)")) == 0)
                #expect(try Files.lookUp(folder.path("d/\(name)")) == nil)
            }
            #expect(try Files.lookUp(folder.path("d/k"))?.size == 1)
            #expect(try Store(root: folder.path("store")).digest(ofLocalTree: folder.path("d")) == plain)
            #expect(symlink(String(repeating: "x", count: 300), folder.path("d/long")) == 0)
            for look in [
                { _ = try Files.lookUp(folder.path("d/long")) },
                { _ = try Store(root: folder.path("store")).digest(ofLocalTree: folder.path("d")) },
            ] {
                let problem = #expect(throws: Diagnostic.self) { try look() }
                #expect(problem?.code == "file.read")
                #expect(problem?.message.contains("/d/long` cannot be looked at") == true)
            }
        }
    }

    @Test(
        arguments: [
            (Array("für".utf8), "für"), ([0x66, 0xFC, 0x72], #"f\xfcr"#), ([0xE2, 0x82], #"\xe2\x82"#), ([], ""),
            ([0xFF, 0x0A, 0xC3, 0xA9, 0xFE], "\\xff\né\\xfe"),
        ] as [([UInt8], String)])
    func `bytes that are no UTF-8 are written as numbers, the rest as it is`(bytes: [UInt8], text: String) {
        #expect(String(escaping: bytes) == text)
    }

    @Test func `a folder on another file system is another one, whatever its number`() async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("d/sub"))
            #expect(symlink(".", folder.path("d/link")) == 0)
            let outer = try #require(Files.facts(folder.path("d")))
            var inner = outer
            inner.device += 1
            let trail = FolderTrail(outer)
            #expect(trail.isLedBack(by: folder.path("d/link"), to: outer))
            #expect(!trail.isLedBack(by: folder.path("d/link"), to: inner))
            #expect(trail.entering(inner).isLedBack(by: folder.path("d/link"), to: inner))
            // Two folders of one number, as some programs that stand for file systems have them.
            #expect(!trail.isLedBack(by: folder.path("d/sub"), to: outer))
        }
    }
}
