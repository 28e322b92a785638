import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// Which scratch folders serve again.
@Suite struct ScratchFoldersTests {
    @Test func `a folder that was left empty serves the next step of its plugin, and no other's`() async throws {
        try await withScratchFolder { folder in
            let scratches = ScratchFolders()
            let first = try scratches.take(in: folder.path("one"), name: "a")
            let second = try scratches.take(in: folder.path("one"), name: "b")
            #expect(first != second)
            scratches.giveBack(first)
            #expect(try scratches.take(in: folder.path("two"), name: "a") == folder.path("two/a"))
            #expect(try scratches.take(in: folder.path("one"), name: "c") == first)
            #expect(try scratches.take(in: folder.path("one"), name: "d") == folder.path("one/d"))
        }
    }

    /// What a step may do to its folder.
    enum Deed: CaseIterable, Sendable {
        case leavesFile, locks, removes, replaces
    }

    @Test(arguments: Deed.allCases)
    func `a folder that is not as it was does not serve again`(_ deed: Deed) async throws {
        try await withScratchFolder { folder in
            let scratches = ScratchFolders()
            let first = try scratches.take(in: folder.path("one"), name: "a")
            switch deed {
            case .leavesFile: try Files.write("x", to: "\(first)/x")
            case .locks: chmod(first, 0o500)
            case .removes: try Files.remove(first)
            case .replaces:
                try Files.remove(first)
                try folder.write("", to: "elsewhere/x")
                symlink(folder.path("elsewhere"), first)
            }
            scratches.giveBack(first)
            #expect(!Files.exists(first))
            let next = try scratches.take(in: folder.path("one"), name: "a")
            #expect(try Files.list(next).isEmpty)
            try Files.write("y", to: "\(next)/y")
        }
    }

    @Test func `a link that a program made of its folder does not serve as one, and leads nobody astray`() async throws
    {
        try await withBench { bench in
            bench.local.descriptor.program = Digest(of: "program")
            let kept = try bench.folder.write("kept", to: "elsewhere/file")
            let folder = "\(bench.project.stateFolder)/programs/local/a"
            try Files.createFolder(Files.folder(of: folder))
            #expect(symlink(bench.folder.path("elsewhere"), folder) == 0)
            try await bench.up()
            #expect(Files.FolderIdentity(folder) != nil)
            #expect(try Files.readText(kept) == "kept")
        }
    }

    @Test func `what a run that was cut off left is not what a step finds`() async throws {
        try await withScratchFolder { folder in
            try folder.write("half", to: "one/a/half")
            let fresh = try ScratchFolders().take(in: folder.path("one"), name: "a")
            #expect(try Files.list(fresh).isEmpty)
        }
    }
}
