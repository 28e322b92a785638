internal import Glibc

extension Files {
    /// True when the file's last change is at least 20 ms ago, longer than the granularity of file times.
    static func isSettled(_ facts: Facts) -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let nanoseconds = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
        return nanoseconds - max(facts.modified, facts.changed) > 20_000_000
    }
}
