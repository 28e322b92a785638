import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct FileTimesTests {
    private func facts(modified: timespec, changed: timespec) -> Files.Facts {
        var info = stat()
        (info.st_mtim, info.st_ctim) = (modified, changed)
        return Files.Facts(info)
    }

    @Test(arguments: [Int.min, -20_000_000_000, 0, 13_569_465_600, Int.max])
    func `times that nobody would have are times as well`(seconds: Int) {
        let time = timespec(tv_sec: seconds, tv_nsec: 999_999_999)
        let facts = facts(modified: time, changed: time)
        #expect(Files.isSettled(facts) == (seconds <= 0))
        #expect(Sight(facts).isSettled(at: Files.now()) == (seconds <= 0))
    }

    @Test func `a file of the year 2400 has a digest`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write("k", to: "d/k")
            var times = [timespec(tv_sec: 13_569_465_600, tv_nsec: 0), timespec(tv_sec: 13_569_465_600, tv_nsec: 0)]
            #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
            let store = Store(root: folder.path("store"))
            #expect(try store.digest(ofLocalFile: path).sha256 == Digest(of: "k"))
            #expect(try store.digest(ofLocalTree: folder.path("d")) == store.digest(ofLocalTree: folder.path("d")))
        }
    }

    @Test func `where times have no fractions a file settles later`() {
        let second: Int64 = 1_000_000_000
        func isSettled(nanoseconds: Int, after: Int64) -> Bool {
            let time = timespec(tv_sec: 1_000_000_000, tv_nsec: nanoseconds)
            return Files.isSettled(facts(modified: time, changed: time), at: second * second + after)
        }
        #expect(isSettled(nanoseconds: 1, after: second / 2))
        #expect(!isSettled(nanoseconds: 1, after: second / 100))
        // FAT keeps every other second.
        #expect(!isSettled(nanoseconds: 0, after: 2 * second - 1))
        #expect(isSettled(nanoseconds: 0, after: 2 * second + 1))
    }

    @Test func `what is set says nothing of how fine times are`() {
        let (day, second) = (Int64(86_400) * 1_000_000_000, Int64(1_000_000_000))
        let old = timespec(tv_sec: 1_000_000_000, tv_nsec: 0)
        let facts = facts(modified: old, changed: timespec(tv_sec: 1_000_086_400, tv_nsec: 5))
        #expect(Files.isSettled(facts, at: second * second + day + second / 2))
    }
}
