import Glibc
import RecuaCore
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaExternal

/// Files that take long to be read, though they take no room on the disk.
@Suite struct LargeArtifactTests {
    private func write(_ size: Int64, in folder: ScratchFolder) throws -> JSON {
        let path = try folder.write("", to: "scratch/hole")
        guard truncate(path, Int(size)) == 0 else { throw Diagnostic("test.sparse", "no sparse file can be made") }
        return ["path": "hole", "sha256": .string(String(repeating: "0", count: 64)), "size": .integer(size)]
    }

    private func files(
        _ folder: ScratchFolder, onProgress: @escaping @Sendable (String, Int64, Int64) -> Void
    ) -> ArtifactFiles {
        ArtifactFiles(
            program: ProgramIdentity(name: "p", version: nil), store: Store(root: folder.path("store")),
            given: GivenFolders(scratch: folder.path("scratch"), folder: folder.path("stack"), others: []),
            onProgress: onProgress)
    }

    @Test func `reading a large file is told, and stops when the step is cancelled`() async throws {
        try await withScratchFolder { folder in
            let size = Int64(1) << 40
            let artifact = try write(size, in: folder)
            let told = Told()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    let files = files(folder) { name, done, total in
                        told.add("\(name) \(done >> 20) MiB of \(total >> 20)")
                        withUnsafeCurrentTask { $0?.cancel() }
                    }
                    #expect(throws: CancellationError.self) { try files.adopted(artifact) }
                }
            }
            #expect(told.all == ["hole 64 MiB of 1048576"])
            #expect(try Files.list(folder.path("store/sha256")).isEmpty)
        }
    }

    @Test func `a small file is read without a word`() async throws {
        try await withScratchFolder { folder in
            let artifact = try write(1 << 20, in: folder)
            let told = Told()
            let files = files(folder) { name, _, _ in told.add(name) }
            let error = #expect(throws: Diagnostic.self) { try files.adopted(artifact) }
            #expect(error?.code == "plugin.digest" && told.all.isEmpty)
        }
    }
}

private final class Told: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}
