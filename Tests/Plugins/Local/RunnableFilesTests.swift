import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaLocal

@Suite struct RunnableFilesTests {
    @Test func `a program that many stacks start at once is copied once`() async throws {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            let program = try store.add(SampleProgram.portable(size: 2_000_000))
            let entry = Image.Entry(path: "opt/a", mode: 0o755, source: program, isAssimilated: true)
            let files = RunnableFiles(store: store, architecture: .amd64, gate: KeyedGate())
            let inodes = try await withThrowingTaskGroup(of: UInt64?.self) { group in
                for _ in 0..<8 {
                    group.addTask { Files.facts(try await files.path(of: entry))?.inode }
                }
                return try await group.reduce(into: Set<UInt64?>()) { $0.insert($1) }
            }
            #expect(inodes.count == 1)
            #expect(inodes.first != .some(nil))
        }
    }
}
