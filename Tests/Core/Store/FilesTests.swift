import Glibc
import RecuaCore
import RecuaTestSupport
import Testing

struct FilesTests {
    @Test func `no answer rests on a folder that is made`() async throws {
        try await withScratchFolder { folder in
            let trace = Trace(began: Files.now() + 1_000_000_000)
            try Trace.$current.withValue(trace) {
                for _ in 0..<2 { try Files.createFolder(folder.path("a/b")) }
            }
            #expect(trace.settledSights()?.files.isEmpty == true)
        }
    }

    @Test func `a written file is whole, in folders that are made for it, and nothing else is left`() async throws {
        try await withScratchFolder { folder in
            try Files.write("old", to: folder.path("a/b/file"))
            try Files.write("new", to: folder.path("a/b/file"), mode: 0o755)
            #expect(try Files.readText(folder.path("a/b/file")) == "new")
            #expect(Files.facts(folder.path("a/b/file"))?.isExecutable == true)
            #expect(try Files.list(folder.path("a/b")) == ["file"])
        }
    }

    @Test func `a file that cannot be replaced is reported, and nothing is left beside it`() async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("taken"))
            #expect(throws: Diagnostic.self) { try Files.write("x", to: folder.path("taken")) }
            #expect(try Files.list(folder.path) == ["taken"])
            try folder.write("x", to: "file")
            #expect { try Files.createFolder(folder.path("file/below")) } throws: {
                ($0 as? Diagnostic)?.code == "file.not-a-folder"
            }
        }
    }

    @Test func `removing takes folders whole, leaves what links lead to, and does not mind what is not there`()
        async throws
    {
        try await withScratchFolder { folder in
            try folder.write("kept", to: "kept/file")
            try folder.write("x", to: "gone/deep/file")
            #expect(symlink(folder.path("kept"), folder.path("gone/link")) == 0)
            try Files.remove(folder.path("gone"))
            try Files.remove(folder.path("gone"))
            #expect(try Files.list(folder.path) == ["kept"])
            #expect(try Files.readText(folder.path("kept/file")) == "kept")
        }
    }

    @Test func `removing follows no link that is put in the place of a folder meanwhile`() async throws {
        try await withScratchFolder { folder in
            for number in 0..<50 { try folder.write("kept", to: "kept/\(number)") }
            let swapping = Task.detached { [folder] in
                while !Task.isCancelled {
                    rename(folder.path("gone/deep"), folder.path("aside"))
                    symlink(folder.path("kept"), folder.path("gone/deep"))
                    unlink(folder.path("gone/deep"))
                    rename(folder.path("aside"), folder.path("gone/deep"))
                }
            }
            for round in 0..<300 {
                _ = try? folder.write("x", to: "gone/deep/x\(round)")
                try? Files.remove(folder.path("gone"))
            }
            swapping.cancel()
            await swapping.value
            #expect((0..<50).allSatisfy { Files.exists(folder.path("kept/\($0)")) })
        }
    }

    @Test func `names are listed in the order of their bytes`() async throws {
        try await withScratchFolder { folder in
            for name in ["b", "a", "B", "é", "a b", ".hidden"] { try folder.write("", to: name) }
            #expect(try Files.list(folder.path) == [".hidden", "B", "a", "a b", "b", "é"])
        }
    }

    @Test func `facts tell files, folders and pipes apart, and a missing file from all of them`() async throws {
        try await withScratchFolder { folder in
            try folder.write("12345", to: "file")
            #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
            let file = try #require(Files.facts(folder.path("file")))
            #expect(file.size == 5 && file.isRegular && !file.isFolder && !file.isExecutable)
            #expect(Files.facts(folder.path)?.isFolder == true)
            #expect(Files.facts(folder.path("pipe"))?.isRegular == false)
            #expect(Files.facts(folder.path("missing")) == nil)
        }
    }

    @Test func `a file beyond the limit is refused before it is in memory`() async throws {
        try await withScratchFolder { folder in
            try folder.write("12345", to: "file")
            #expect(try Files.read(folder.path("file"), limit: 5).count == 5)
            #expect { try Files.read(folder.path("file"), limit: 4) } throws: {
                ($0 as? Diagnostic)?.code == "file.too-large"
            }
            #expect { try Files.read("/dev/zero", limit: 1 << 20) } throws: {
                ($0 as? Diagnostic)?.code == "file.too-large"
            }
            #expect { try Files.read(folder.path("missing")) } throws: { ($0 as? Diagnostic)?.code == "file.read" }
        }
    }

    @Test(arguments: [
        ("/a/b", "c", "/a/b/c"), ("/a/b", "../c", "/a/c"), ("/a/b", "/c/./d", "/c/d"), ("/a", ".", "/a"),
        ("/", "../x", "/x"),
    ]) func `a path is resolved by its letters`(folder: String, path: String, expected: String) {
        #expect(Files.resolve(path, in: folder) == expected)
    }

    @Test func `a path with a NUL byte names nothing`() {
        #expect(!Files.exists("/tmp\0/x"))
        #expect(!Files.exists(Files.resolve("tmp\0x", in: "/")))
        #expect(throws: Diagnostic.self) { try Files.read("/etc/hostname\0.txt") }
    }
}
