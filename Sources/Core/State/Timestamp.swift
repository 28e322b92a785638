internal import Glibc

/// Points in time as the ledger and the event stream write them: RFC 3339, UTC, milliseconds.
public enum Timestamp {
    /// The time of the system's clock.
    public static func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return text(time)
    }

    /// - Parameter seconds: since 1970.
    public static func text(_ seconds: Double) -> String {
        let thousandths = Int((seconds * 1000).rounded())
        return text(timespec(tv_sec: thousandths / 1000, tv_nsec: thousandths % 1000 * 1_000_000))
    }

    private static func text(_ time: timespec) -> String {
        var (time, parts) = (time, tm())
        gmtime_r(&time.tv_sec, &parts)
        func pad(_ value: some BinaryInteger, _ width: Int = 2) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let date = "\(pad(parts.tm_year + 1900, 4))-\(pad(parts.tm_mon + 1))-\(pad(parts.tm_mday))"
        let clock = "\(pad(parts.tm_hour)):\(pad(parts.tm_min)):\(pad(parts.tm_sec))"
        return "\(date)T\(clock).\(pad(time.tv_nsec / 1_000_000, 3))Z"
    }
}

extension Timestamp {
    /// Nanoseconds since 1970; nil for what ``now()`` would not have written.
    static func nanoseconds(_ text: String) -> Int64? {
        let digits = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int64($0) }
        guard digits.count == 7, text.utf8.count == 24, text.hasSuffix("Z"), areSound(digits) else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(digits[0] - 1900), Int32(digits[1] - 1), Int32(digits[2]))
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (Int32(digits[3]), Int32(digits[4]), Int32(digits[5]))
        return Int64(timegm(&parts)) * 1_000_000_000 + digits[6] * 1_000_000
    }

    /// Whether these are a point in time that 64 bits hold in nanoseconds: a damaged ledger may hold any digits.
    private static func areSound(_ digits: [Int64]) -> Bool {
        (1970..<2262).contains(digits[0]) && (1...12).contains(digits[1]) && (1...31).contains(digits[2])
            && digits[3] < 24 && digits[4] < 60 && digits[5] <= 60 && digits[6] < 1000
    }
}
