import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct StoreTests {
    private func withStore(_ body: (Store, ScratchFolder) throws -> Void) async throws {
        try await withScratchFolder { folder in try body(Store(root: folder.path("store")), folder) }
    }

    @Test(arguments: [true, false])
    func `a file is adopted under its digest, read-only, moved or copied`(moving: Bool) async throws {
        try await withStore { store, folder in
            let path = try folder.write("llama", to: "file", mode: 0o755)
            let file = try store.adopt(path, moving: moving, expected: Digest(of: "llama"))
            #expect(file == StoredFile(path: store.path(of: Digest(of: "llama")), sha256: Digest(of: "llama"), size: 5))
            #expect(try Files.readText(file.path) == "llama")
            #expect(Files.exists(path) == !moving)
            var info = stat()
            #expect(stat(file.path, &info) == 0 && info.st_mode & 0o777 == 0o555)
            #expect(try Files.list("\(store.root)/sha256").count == 1)
            #expect(store.file(file.sha256) == file)
        }
    }

    @Test func `a store that is only looked into keeps what is added elsewhere, and finds both`() async throws {
        try await withStore { store, folder in
            let old = try store.add(Array("llama".utf8))
            let guest = Store(root: store.root, adding: folder.path("guest"))
            #expect(guest.file(old.sha256) == old)
            #expect(try guest.add(Array("llama".utf8)) == old)
            let added = try guest.add(Array("alpaca".utf8))
            let moved = try guest.adopt(try folder.write("vicuna", to: "file"), moving: true)
            #expect(added.path == "\(folder.path("guest"))/sha256/\(added.sha256.hex)")
            #expect(guest.path(of: moved.sha256) == moved.path && guest.file(moved.sha256) == moved)
            #expect(try Files.list("\(store.root)/sha256") == [old.sha256.hex])
        }
    }

    @Test func `what has a file's name in the store and is no file is not there`() async throws {
        try await withStore { store, _ in
            let digest = Digest(of: "llama")
            try Files.createFolder(store.path(of: digest))
            #expect(store.file(digest) == nil)
        }
    }

    @Test func `a file with another checksum stays where it is`() async throws {
        try await withStore { store, folder in
            let path = try folder.write("llama", to: "file")
            #expect { try store.adopt(path, moving: true, expected: Digest(of: "alpaca")) } throws: {
                ($0 as? Diagnostic)?.code == "store.checksum"
            }
            #expect(try Files.readText(path) == "llama")
            #expect(store.file(Digest(of: "llama")) == nil && store.file(Digest(of: "alpaca")) == nil)
        }
    }

    @Test func `a copy whose bytes are not those that were promised does not enter the store`() async throws {
        try await withStore { store, folder in
            let path = try folder.write("llama", to: "file")
            #expect { try store.adopt(path, moving: false, digest: Digest(of: "alpaca")) } throws: {
                ($0 as? Diagnostic)?.code == "store.changed"
            }
            #expect(try Files.list("\(store.root)/sha256") == [])
        }
    }

    @Test func `adopting and adding the same content again changes nothing`() async throws {
        try await withStore { store, folder in
            let first = try store.add(Array("llama".utf8))
            let facts = Files.facts(first.path)
            #expect(try store.add(Array("llama".utf8)) == first)
            #expect(try store.adopt(folder.write("llama", to: "file"), moving: true) == first)
            #expect(try store.adopt(first.path, moving: true) == first)
            #expect(!Files.exists(folder.path("file")))
            #expect(Files.facts(first.path) == facts)
        }
    }

    @Test func `a missing file is a diagnostic, also when its digest is known`() async throws {
        try await withStore { store, folder throws in
            #expect(throws: Diagnostic.self) { try store.adopt(folder.path("none"), moving: true) }
            #expect(throws: Diagnostic.self) {
                try store.adopt(folder.path("none"), moving: true, digest: Digest(of: "x"))
            }
            #expect(throws: Diagnostic.self) {
                try store.adopt(folder.path("none"), moving: false, digest: Digest(of: "x"))
            }
        }
    }

    @Test func `an unchanged local file is read once, and a changed one again`() async throws {
        try await withStore { store, folder in
            let path = try folder.write("llama", to: "file")
            try age(path)
            #expect(try store.digest(ofLocalFile: path).sha256 == Digest(of: "llama"))
            let records = try Files.list("\(store.root)/records/files")
            #expect(records.count == 1)
            // A record that lies shows that it is used.
            let key = try #require(Digest(records[0]))
            try store.setRecord("files", key, ["sha256": .string(Digest(of: "lie").hex)])
            #expect(try store.digest(ofLocalFile: path).sha256 == Digest(of: "lie"))
            try folder.write("alpaca", to: "file")
            #expect(
                try store.digest(ofLocalFile: path) == StoredFile(path: path, sha256: Digest(of: "alpaca"), size: 6))
        }
    }

    @Test func `the digest of a file that was written just now is not kept`() async throws {
        try await withStore { store, folder in
            // A time in the future is as unsettled as the present, on a machine of any speed.
            let path = try folder.write("llama", to: "file")
            var times = [
                timespec(tv_sec: time(nil) + 3600, tv_nsec: 0), timespec(tv_sec: time(nil) + 3600, tv_nsec: 0),
            ]
            #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
            #expect(try store.digest(ofLocalFile: path).sha256 == Digest(of: "llama"))
            #expect(!Files.exists("\(store.root)/records/files"))
        }
    }

    @Test func `a broken record counts as none`() async throws {
        try await withStore { store, _ in
            let key = Digest(of: "key")
            try store.setRecord("things", key, ["a": 1])
            #expect(store.record("things", key) == ["a": 1])
            try Files.write("{", to: "\(store.root)/records/things/\(key.hex)")
            #expect(store.record("things", key) == nil && store.record("others", key) == nil)
        }
    }

    @Test func `a record with another letter, without a checksum, or in another's place counts as none`() async throws {
        try await withStore { store, folder in
            let path = try folder.write("llama", to: "file")
            try age(path)
            let digest = try store.digest(ofLocalFile: path).sha256
            let name = try #require(try Files.list("\(store.root)/records/files").first)
            let key = try #require(Digest(name))
            let (place, lie) = ("\(store.root)/records/files/\(name)", "0000\(digest.hex.dropFirst(4))")
            let text = try Files.readText(place)
            for broken in [text.replacing(digest.hex, with: lie), #"{"sha256":"\#(lie)"}"#, "\(text) ", "", "\n"] {
                try Files.write(broken, to: place)
                #expect(store.record("files", key) == nil)
                #expect(try store.digest(ofLocalFile: path).sha256 == digest)
                #expect(try Files.readText(place) == text)
            }
            for other in ["records/others/\(name)", "records/files/\(lie)"] {
                try Files.write(text, to: "\(store.root)/\(other)")
            }
            #expect(store.record("others", key) == nil)
            #expect(try store.record("files", #require(Digest(lie))) == nil)
        }
    }

    @Test func `a record needs the files that it names, and no other`() async throws {
        try await withStore { store, _ in
            try store.setRecord("things", Digest(of: "key"), ["of": .string(Digest(of: "file").hex)])
            let bytes = try Files.read("\(store.root)/records/things/\(Digest(of: "key").hex)")
            #expect(Mentions.digests(in: bytes) == [Digest(of: "file")])
        }
    }

    @Test func `a folder's digest follows names, contents and executable bits of its files, and nothing else`()
        async throws
    {
        try await withStore { store, folder in
            func digest() throws -> Digest { try store.digest(ofLocalTree: folder.path("tree")) }
            try folder.write("1", to: "tree/a")
            try folder.write("2", to: "tree/sub/b")
            let first = try digest()
            #expect(try digest() == first)
            try folder.write("x", to: "tree/sub/b")
            #expect(try digest() != first)
            try folder.write("2", to: "tree/sub/b")
            #expect(try digest() == first)
            #expect(chmod(folder.path("tree/a"), 0o755) == 0)
            #expect(try digest() != first)
            #expect(chmod(folder.path("tree/a"), 0o600) == 0)
            #expect(try digest() == first)
            try Files.move(folder.path("tree/a"), to: folder.path("tree/c"))
            #expect(try digest() != first)
        }
    }

    @Test func `a single file's digest is its content's, and another one for a program`() async throws {
        try await withStore { store, folder in
            let path = try folder.write("1", to: "file", mode: 0o644)
            #expect(try store.digest(ofLocalTree: path) == Digest(of: "1"))
            #expect(chmod(path, 0o755) == 0)
            #expect(try store.digest(ofLocalTree: path) != Digest(of: "1"))
            #expect(chmod(path, 0o600) == 0)
            #expect(try store.digest(ofLocalTree: path) == Digest(of: "1"))
        }
    }

    @Test func `links that lead in circles end`() async throws {
        try await withStore { store, folder in
            try folder.write("1", to: "tree/a")
            let plain = try store.digest(ofLocalTree: folder.path("tree"))
            for name in ["one", "two"] { #expect(symlink(".", folder.path("tree/\(name)")) == 0) }
            #expect(symlink("nowhere", folder.path("tree/broken")) == 0)
            #expect(try store.digest(ofLocalTree: folder.path("tree")) == plain)
        }
    }

    @Test func `a pipe is not read, since that might never end`() async throws {
        try await withStore { store, folder throws in
            #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
            #expect { try store.digest(ofLocalTree: folder.path("pipe")) } throws: {
                ($0 as? Diagnostic)?.code == "file.not-a-file"
            }
        }
    }

    @Test(arguments: [
        (["RECUA_STORE": "/s", "XDG_CACHE_HOME": "/x"], "/s"), (["XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/recua"),
        (["XDG_CACHE_HOME": "relative", "HOME": "/h"], "/h/.cache/recua"), (["HOME": "/h"], "/h/.cache/recua"),
    ]) func `the environment says where the store is`(environment: [String: String], root: String) {
        #expect(Store(environment: environment).root == root)
    }

    /// Puts a file's last change into the past, as if it had been written long ago.
    private func age(_ path: String) throws {
        var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
        // The time of the change of facts cannot be set, only outwaited: 20 ms, in turns of the scheduler.
        for _ in 0..<10_000 {
            if let facts = Files.facts(path), Files.isSettled(facts) { return }
            usleep(5_000)
        }
    }
}
