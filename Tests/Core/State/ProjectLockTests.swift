import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct ProjectLockTests {
    @Test func `a second run says who works on the project`() async throws {
        try await withBench { bench in
            let holder = try LockHolder(bench.project.lock)
            defer { holder.die() }
            let problems = await bench.refusal()
            #expect(problems.map(\.code) == ["run.locked"])
            #expect(
                problems[0].message
                    == "the project is in use by `recua deploy` (process \(holder.pid)) since 2026-01-01T00:00:00.000Z")
            #expect(bench.ran() == [])
        }
    }

    @Test func `reading does not mind the lock`() async throws {
        try await withBench { bench in
            try await bench.up()
            let holder = try LockHolder(bench.project.lock)
            defer { holder.die() }
            #expect(try bench.plan().isFresh)
            #expect(try bench.engine.snapshot().stacks == ["a"])
            #expect(try await bench.up().succeeded == ["a"])
        }
    }

    @Test func `the lock goes with its holder, however that dies`() async throws {
        try await withBench { bench in
            try LockHolder(bench.project.lock).die()
            #expect(try await bench.up().succeeded == ["a"])
        }
    }

    @Test func `a run that waits begins when the holder is gone`() async throws {
        try await withBench { bench in
            let holder = try LockHolder(bench.project.lock)
            let result = try await withThrowingTaskGroup(of: RunResult?.self) { [bench] group in
                group.addTask { try await bench.up(waits: true) }
                group.addTask {
                    for _ in 0..<100 { await Task.yield() }
                    holder.die()
                    return nil
                }
                return try await group.reduce(into: RunResult?.none) { $0 = $0 ?? $1 }
            }
            #expect(result?.succeeded == ["a"])
        }
    }

    @Test func `waiting ends when the run is cancelled`() async throws {
        try await withBench { bench in
            let holder = try LockHolder(bench.project.lock)
            defer { holder.die() }
            let problems = await withTaskGroup(of: [Diagnostic].self) { [bench] group in
                group.addTask { await bench.refusal(waits: true) }
                group.cancelAll()
                return await group.next()
            }
            #expect(problems?.map(\.code) == ["run.cancelled"])
        }
    }

    @Test func `one process takes the lock once`() async throws {
        try await withScratchFolder { folder in
            let first = try ProjectLock(folder.path("lock"), command: "recua up", since: "now")
            #expect(throws: Diagnostic.self) {
                _ = try ProjectLock(folder.path("lock"), command: "recua up", since: "now")
            }
            withExtendedLifetime(first) {}
            _ = consume first
            _ = try ProjectLock(folder.path("lock"), command: "recua up", since: "now")
        }
    }

    @Test func `a lock that cannot be opened is no lock that is held`() async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("lock"))
            #expect { _ = try ProjectLock(folder.path("lock"), command: "c", since: "s") } throws: {
                Diagnostics.from($0)[0].code == "run.lock-file"
            }
        }
    }
}
