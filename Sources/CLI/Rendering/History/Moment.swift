import Glibc
import RecuaCore

/// A point in time as people say it.
struct Moment {
    /// Seconds since 1970.
    private let seconds: Double

    /// - Parameter text: as the ledger has it; nil for any other text.
    init?(_ text: String) {
        guard let seconds = Timestamp.seconds(text) else { return nil }
        self.seconds = seconds
    }

    /// `2026-11-27 04:10:21`, in the time zone of this process.
    var local: String {
        var time = time_t(seconds)
        var parts = tm()
        // Reads TZ, which `localtime_r` itself need not do.
        tzset()
        localtime_r(&time, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `3 min ago`; `in the future` of what a clock that was wrong has dated.
    ///
    /// - Parameter now: as ``Timestamp/now()`` writes it.
    func ago(_ now: String) -> String {
        let passed = Int(((Timestamp.seconds(now) ?? seconds) - seconds).rounded())
        switch passed {
        case ..<(-5): return "in the future"
        case ..<60: return passed < 5 ? "just now" : "\(passed) s ago"
        case ..<3600: return "\(passed / 60) min ago"
        case ..<172_800: return "\(passed / 3600) h ago"
        default: return "\(passed / 86_400) days ago"
        }
    }
}
