import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// Files whose writer may do with their names what it likes.
@Suite struct IntakeTests {
    @Test(arguments: [true, false]) func `a link is not followed, and what it leads to stays as it is`(moving: Bool)
        async throws
    {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            let secret = try folder.write("secret", to: "home/key", mode: 0o600)
            try Files.createFolder(folder.path("scratch"))
            #expect(symlink(secret, folder.path("scratch/made")) == 0)
            #expect(symlink(folder.path("home"), folder.path("scratch/home")) == 0)
            for path in ["scratch/made", "scratch/home/key"] {
                #expect(throws: Diagnostic.self) { try store.intake(folder.path(path), moving: moving) }
            }
            var info = stat()
            #expect(stat(secret, &info) == 0 && info.st_mode & 0o777 == 0o600)
            #expect(try Files.list("\(store.root)/sha256") == [])
        }
    }

    @Test func `nothing is taken away through a link that comes into the place of a folder meanwhile`() async throws {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            let (given, aside) = (folder.path("given"), folder.path("aside"))
            for number in 0..<300 {
                for place in ["home", "given"] { try folder.write(place, to: "\(place)/\(number)") }
            }
            let swapping = Task.detached { [folder] in
                while !Task.isCancelled {
                    rename(given, aside)
                    symlink(folder.path("home"), given)
                    unlink(given)
                    rename(aside, given)
                }
            }
            for number in 0..<300 {
                if let intake = try? store.intake("\(given)/\(number)", moving: true) { intake.discard() }
            }
            swapping.cancel()
            await swapping.value
            #expect(try Files.list(folder.path("home")).count == 300)
            #expect(store.file(Digest(of: "home")) == nil)
        }
    }

    @Test func `a pipe keeps nobody waiting`() async throws {
        try await withScratchFolder { folder in
            #expect(mkfifo(folder.path("made"), 0o600) == 0)
            #expect(throws: Diagnostic.self) {
                try Store(root: folder.path("store")).intake(folder.path("made"), moving: true)
            }
        }
    }

    @Test(arguments: [true, false]) func `what is taken in is the file, and executable as it was`(moving: Bool)
        async throws
    {
        try await withScratchFolder { folder in
            let path = try folder.write("engine", to: "engine", mode: 0o755)
            let file = try Store(root: folder.path("store")).intake(path, moving: moving).keep()
            #expect(try Files.readText(file.path) == "engine")
            #expect(Files.facts(file.path)?.isExecutable == true && Files.exists(path) != moving)
        }
    }
}
