import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// What a process says it needs, before it looks.
@Suite struct StoreUseTests {
    private func named(_ folder: ScratchFolder) throws -> Set<Digest> {
        try StoreUse.named(in: folder.path("store")).digests
    }

    @Test func `what is looked up, brought in or begun is named as long as the store is used`() async throws {
        try await withScratchFolder { folder in
            try folder.write("", to: "store/marker")
            let key = Digest(of: "download")
            do {
                let store = Store(root: folder.path("store"))
                #expect(store.file(Digest(of: "missing")) == nil)
                let added = try store.add(Array("added".utf8))
                let adopted = try store.adopt(folder.write("adopted", to: "file"), moving: true)
                _ = try store.partial(key)
                store.hold([Digest(of: "held")])
                #expect(
                    try named(folder) == [Digest(of: "missing"), added.sha256, adopted.sha256, key, Digest(of: "held")])
            }
            #expect(try named(folder) == [])
            #expect(try Files.list(folder.path("store/uses")) == [])
        }
    }

    @Test func `copies of a store are one use of it, and equal stores may be two`() async throws {
        try await withScratchFolder { folder in
            try folder.write("", to: "store/marker")
            let store = Store(root: folder.path("store"))
            let copy = store
            let other = Store(root: folder.path("store"))
            #expect(store == other)
            copy.hold([Digest(of: "a")])
            store.hold([Digest(of: "b")])
            other.hold([Digest(of: "c")])
            #expect(
                try StoreUse.named(in: folder.path("store")) == (
                    [Digest(of: "a"), Digest(of: "b"), Digest(of: "c")], 2
                ))
        }
    }

    @Test func `where there is no store nothing is written`() async throws {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            #expect(store.file(Digest(of: "a")) == nil)
            #expect(!Files.exists(folder.path("store")))
        }
    }

    @Test func `what dead processes needed counts for nothing, and is swept by the next one`() async throws {
        try await withScratchFolder { folder in
            try folder.write("\(Digest(of: "a").hex)\n", to: "store/uses/7.7")
            #expect(try named(folder) == [])
            let store = Store(root: folder.path("store"))
            store.hold([Digest(of: "b")])
            #expect(try named(folder) == [Digest(of: "b")])
            #expect(!Files.exists(folder.path("store/uses/7.7")))
        }
    }

    @Test func `what could not be written down is, as soon as there is room, and only then the gate is left`()
        async throws
    {
        try await withScratchFolder { folder in
            // In the place of the folder, as good as a full disk.
            let obstacle = try folder.write("", to: "store/uses")
            let gate = try StoreGate(root: folder.path("store"), removes: true)
            defer { gate.close() }
            let store = Store(root: folder.path("store"))
            store.hold([Digest(of: "a")])
            #expect(!gate.enterAlone())
            try Files.remove(obstacle)
            store.hold([Digest(of: "b")])
            #expect(gate.enterAlone())
            #expect(try named(folder) == [Digest(of: "a"), Digest(of: "b")])
            withExtendedLifetime(store) {}
        }
    }

    @Test func `who has left the gate is outside, though a child that was forked meanwhile has it open`() async throws {
        try await withScratchFolder { folder in
            try folder.write("", to: "store/marker")
            let gates = try (0..<2).map { _ in try StoreGate(root: folder.path("store"), removes: true) }
            #expect(gates[0].enterAlone())
            let child = try inherited(folder.path("store/lock"))
            defer { for file in child { close(file) } }
            #expect(!gates[1].enterAlone())
            gates[0].close()
            #expect(gates[1].enterAlone())
            gates[1].close()
        }
    }

    /// What a child has of this process's open file between `fork` and `exec`: descriptors that share its locks.
    private func inherited(_ path: String) throws -> [Int32] {
        let facts = try #require(Files.facts(path))
        return try Files.list("/proc/self/fd").compactMap { Int32($0) }.filter { file in
            var info = stat()
            return fstat(file, &info) == 0 && Files.Facts(info).inode == facts.inode && info.st_dev == facts.device
        }.map { fcntl($0, F_DUPFD_CLOEXEC, 0) }
    }

    @Test func `half a line that a full disk left spoils no other`() async throws {
        try await withScratchFolder { folder in
            try folder.write("", to: "store/marker")
            let store = Store(root: folder.path("store"))
            store.hold([Digest(of: "a")])
            let name = try #require(try Files.list(folder.path("store/uses")).first)
            let half = Digest(of: "b").hex.prefix(30)
            let file = open(folder.path("store/uses/\(name)"), O_WRONLY | O_APPEND)
            defer { close(file) }
            #expect(Glibc.write(file, String(half), half.utf8.count) == half.utf8.count)
            store.hold([Digest(of: "b"), Digest(of: "c")])
            #expect(try named(folder) == [Digest(of: "a"), Digest(of: "b"), Digest(of: "c")])
            withExtendedLifetime(store) {}
        }
    }

    @Test func `no answer rests on who uses the store`() async throws {
        try await withScratchFolder { folder in
            try folder.write("", to: "store/uses/7.7")
            let store = Store(root: folder.path("store"))
            let trace = Trace(began: Files.now() + 1_000_000_000)
            let missing = Digest(of: "missing")
            Trace.$current.withValue(trace) { #expect(store.file(missing) == nil) }
            #expect(trace.settledSights().map { Array($0.files.keys) } == [store.path(of: missing)])
            withExtendedLifetime(store) {}
        }
    }

    @Test func `who cannot say what it needs keeps everybody from removing`() async throws {
        try await withScratchFolder { folder in
            // In the place of the folder, as good as a full disk.
            try folder.write("", to: "store/uses")
            let gate = try StoreGate(root: folder.path("store"), removes: true)
            defer { gate.close() }
            do {
                let store = Store(root: folder.path("store"))
                store.hold([Digest(of: "a")])
                #expect(!gate.enterAlone())
                withExtendedLifetime(store) {}
            }
            #expect(gate.enterAlone())
        }
    }
}
