import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct ManifestLockTests {
    private func lock(in folder: ScratchFolder) throws -> ManifestLock {
        try ManifestReader(environment: [:], workingFolder: folder.path).parse("m.yaml").lock
    }

    /// - Parameter file: nil to leave it as it is.
    @discardableResult
    private func replaced(_ lock: ManifestLock, by file: LockFile?) throws -> Bool {
        try lock.change { old in file ?? old }
    }

    private func withLock(_ body: (ManifestLock, ScratchFolder) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try folder.write("recua: 1\nproject: p\nstacks: {}\n", to: "m.yaml")
            try await body(try lock(in: folder), folder)
        }
    }

    @Test func `a change that changes nothing writes nothing, and an empty file is not begun`() async throws {
        try await withLock { lock, folder in
            let isBegun = try replaced(lock, by: nil)
            #expect(!isBegun)
            #expect(!Files.exists(lock.path))
            #expect(try replaced(lock, by: LockFileTests.file))
            #expect(try Files.readText(lock.path) == LockFileTests.text)
            let facts = Files.facts(lock.path)
            #expect(try replaced(lock, by: LockFileTests.file) == false)
            #expect(Files.facts(lock.path) == facts)
            #expect(try replaced(lock, by: LockFile()))
            #expect(try self.lock(in: folder).file == LockFile())
        }
    }

    @Test func `of many that change it at once none undoes another's work`() async throws {
        try await withLock { lock, folder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        _ = try lock.change { file in
                            var changed = file
                            changed.pins["https://a.test/\(number)"] = Pin(sha256: Digest(of: "\(number)"), size: 1)
                            return changed
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try self.lock(in: folder).file.pins.count == 20)
            #expect(try Files.list(folder.path) == ["m.lock", "m.yaml"])
        }
    }

    @Test func `what a writer that was killed left behind is swept up, and nothing else`() async throws {
        try await withLock { lock, folder in
            for name in ["m.lock.123.456.new", "other.lock.1.2.new", "m.lock.txt"] { try folder.write("{", to: name) }
            #expect(lock.file.isEmpty)
            #expect(try replaced(lock, by: LockFileTests.file))
            #expect(try Files.list(folder.path) == ["m.lock", "m.lock.txt", "m.yaml", "other.lock.1.2.new"])
        }
    }

    @Test func `a lock file that broke meanwhile is not overwritten`() async throws {
        try await withLock { lock, folder in
            try folder.write("<<<<<<<", to: "m.lock")
            #expect(throws: Diagnostics.self) { try replaced(lock, by: LockFileTests.file) }
            #expect(try Files.readText(lock.path) == "<<<<<<<")
        }
    }
}
