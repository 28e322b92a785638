import Glibc
import RecuaCore
import RecuaTestSupport
import Testing

@Suite struct SweepingTests {
    @Test func `what killed processes left half written is removed, and nothing else`() async throws {
        try await withScratchFolder { folder in
            let dead = try await gone()
            let kept = [
                "a", "a.new", "a.\(getpid()).7.new", "b.\(dead).new", "b.\(dead).x.new", "c.\(dead).7.txt", "c.0.7.new",
            ]
            for name in kept + ["a.\(dead).7.new", "d.e.\(dead).4294967295.new"] {
                try age(try folder.write("x", to: "store/sha256/\(name)"))
            }
            try folder.write("x", to: "store/sha256/fresh.\(dead).7.new")
            Store(root: folder.path("store")).sweep()
            #expect(Set(try Files.list(folder.path("store/sha256"))) == Set(kept + ["fresh.\(dead).7.new"]))
            Store(root: folder.path("nothing")).sweep()
        }
    }

    /// A number that no process has any more.
    private func gone() async throws -> pid_t {
        var pid: pid_t = 0
        var words = [strdup("true"), nil]
        defer { free(words[0]) }
        try #require(posix_spawnp(&pid, "true", nil, nil, &words, environ) == 0)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return pid
    }

    private func age(_ path: String) throws {
        var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
        try #require(utimensat(AT_FDCWD, path, &times, 0) == 0)
    }
}
