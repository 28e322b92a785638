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
            let (message, who) = (
                problems[0].message, "by `recua deploy` (process \(holder.pid), user ana, on build-7)"
            )
            #expect(
                message.hasPrefix("the project is in use \(who) since 2026-01-01T00:00:00.000Z, for "), "\(message)")
            #expect(message.hasSuffix("; it runs chat/fetch"), "\(message)")
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

    @Test func `a run that waits says once for whom`() async throws {
        try await withScratchFolder { folder in
            let holder = try LockHolder(folder.path("lock"))
            var notes: [Diagnostic] = []
            let lock = try await ProjectLock.take(folder.path("lock"), command: "recua up", waits: true) { note in
                notes.append(note)
                holder.die()
            }
            withExtendedLifetime(lock) {}
            #expect(notes.count == 1 && notes[0].severity == .note)
            #expect(notes[0].message.contains("by `recua deploy`"))
        }
    }

    @Test func `the words in the lock's file keep nobody out: a process may have any number by now`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path("lock")
            for pid in [getpid(), getppid(), 1] {
                let text = #"{"command":"recua up","since":"x","author":{"process":\#(pid)},"steps":[]}"#
                try folder.write(text, to: "lock")
                _ = try ProjectLock(path, command: "recua up", since: "now")
            }
        }
    }

    @Test func `a holder that has written nothing yet is another process`() async throws {
        try await withScratchFolder { folder in
            let holder = try LockHolder(folder.path("lock"))
            defer { holder.die() }
            #expect(truncate(folder.path("lock"), 0) == 0)
            #expect { _ = try ProjectLock(folder.path("lock"), command: "c", since: "s") } throws: {
                Diagnostics.from($0)[0].message == "the project is in use by another process"
            }
        }
    }

    @Test func `the lock does not outlive its holder in the holder's children`() async throws {
        try await withScratchFolder { folder in
            let lock = try ProjectLock(folder.path("lock"), command: "recua up", since: "now")
            // A child of any kind: it inherits what is not closed on its way.
            let child = try LockHolder(folder.path("another"))
            defer { child.die() }
            _ = consume lock
            _ = try ProjectLock(folder.path("lock"), command: "recua up", since: "now")
            let inherited = try Files.list("/proc/\(child.pid)/fd").map { name in
                var buffer = [CChar](repeating: 0, count: 4096)
                let count = readlink("/proc/\(child.pid)/fd/\(name)", &buffer, buffer.count)
                return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
            #expect(!inherited.contains(folder.path("lock")))
        }
    }

    @Test func `the lock says which steps run, and nothing of those that have ended`() async throws {
        try await withScratchFolder { folder in
            let lock = try ProjectLock(folder.path("lock"), command: "recua up", since: Timestamp.now())
            let events = lock.observed(EventStream([]))
            let names = ["a", "b", "c", "d", "e"].map { Event.StepName(stack: $0, plugin: "fetch", kind: .model) }
            func refusal() -> String {
                do {
                    _ = try ProjectLock(folder.path("lock"), command: "recua down", since: "now")
                    return ""
                } catch {
                    return Diagnostics.from(error)[0].message
                }
            }
            for name in names { events.send(.stepStarted(name, reasons: [])) }
            #expect(refusal().hasSuffix("; it runs a/fetch, b/fetch, c/fetch and 2 more"), "\(refusal())")
            for name in names.dropLast() {
                events.send(.stepFinished(name, StepResult(name: name, outcome: .cancelled)))
            }
            #expect(refusal().hasSuffix("; it runs e/fetch"), "\(refusal())")
            #expect(ProjectLock.steps(folder.path("lock")) == ["e/fetch"])
            events.send(.stepFinished(names[4], StepResult(name: names[4], outcome: .cancelled)))
            #expect(refusal().hasSuffix(" s"), "\(refusal())")
            withExtendedLifetime(lock) {}
            _ = consume lock
            #expect(ProjectLock.steps(folder.path("lock")).isEmpty)
        }
    }

    @Test(arguments: [
        ("2026-01-01T00:00:09.500Z", "9 s"), ("2026-01-01T00:05:09.500Z", "5 min"),
        ("2026-01-01T03:05:09.500Z", "3 h 5 min"), ("2026-01-03T03:05:09.500Z", "2 d 3 h"),
    ]) func `how long the lock has been held is said in words`(now: String, words: String) {
        let author = RunAuthor(user: "ana", host: "here", process: 7)
        let holder = ProjectLock.Holder(command: "recua up", since: "2026-01-01T00:00:00.000Z", author: author)
        #expect(
            holder.text(now: now, here: author)
                == "by `recua up` (process 7) since 2026-01-01T00:00:00.000Z, for \(words)")
    }

    @Test func `a holder that is stopped is named, with what lets it go on`() async throws {
        try await withScratchFolder { folder in
            let child = try LockHolder(folder.path("lock"))
            defer { child.die() }
            child.stop()
            let author = RunAuthor(host: "here", process: child.pid)
            let process = Deployment.Process(pid: child.pid)
            let holder = ProjectLock.Holder(command: "recua up", since: "x", author: author, process: process)
            #expect(holder.text(now: "y", here: author) == "by `recua up` (process \(child.pid), stopped) since x")
            #expect(holder.help(here: author).contains("kill -CONT \(child.pid)"))
            #expect(holder.help(here: RunAuthor(host: "there")).contains("end it where it runs"))
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

    @Test func `the lock is held by who is written down, while the kernel says that it is held`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path("lock")
            let child = try LockHolder(path)
            defer { child.die() }
            let author = RunAuthor(host: "build-7", process: child.pid)
            #expect(ProjectLock.isHeld(path, by: author))
            #expect(!ProjectLock.isHeld(path, by: RunAuthor(host: "build-7", process: 1)))
            #expect(!ProjectLock.isHeld(path, by: RunAuthor(host: "build-8", process: child.pid)))
            child.die()
            #expect(!ProjectLock.isHeld(path, by: author), "its words are still there")
            #expect(!ProjectLock.isHeld(folder.path("none"), by: author))
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

    @Test func `who removes the lock's file lets nobody in, and its holder has the lock to the end`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path(".recua/lock")
            let first = try ProjectLock(path, command: "recua up", since: "now")
            try Files.remove(path)
            #expect { _ = try ProjectLock(path, command: "recua up", since: "now") } throws: { error in
                let problem = Diagnostics.from(error)[0]
                return problem.code == "run.locked" && problem.message.hasSuffix("lock file somebody has removed")
            }
            #expect(!Files.exists(path), "a new one would say that nobody has the lock")
            withExtendedLifetime(first) {}
            _ = consume first
            _ = try ProjectLock(path, command: "recua up", since: "now")
        }
    }

    @Test func `where the lock's file was removed, who looks finds the lock held as long as it is`() async throws {
        try await withScratchFolder { folder in
            let path = folder.path(".recua/lock")
            let first = try ProjectLock(path, command: "recua up", since: "now")
            let author = RunAuthor.current
            try Files.remove(path)
            #expect(ProjectLock.isHeld(path, by: author))
            #expect(!ProjectLock.isHeld(path, by: RunAuthor(host: "elsewhere", process: author.process)))
            #expect(!ProjectLock.isHeld(path, by: RunAuthor(host: author.host, process: .max)))
            #expect(ProjectLock.steps(path, begun: ["a/local"]) == ["a/local"] && ProjectLock.steps(path) == [])
            #expect { try ProjectLock.checkIsFree(path) } throws: { Diagnostics.from($0)[0].code == "run.locked" }
            withExtendedLifetime(first) {}
            _ = consume first
            #expect(!ProjectLock.isHeld(path, by: author) && ProjectLock.steps(path, begun: ["a/local"]) == [])
            try ProjectLock.checkIsFree(path)
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
