/// The `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.
enum RetryAfter {
    /// - Parameter now: seconds since 1970.
    /// - Returns: nil for what cannot be read; never negative, a day at most.
    static func delay(_ text: String, now: Int64) -> Duration? {
        let bare = text.filter { $0 != " " }
        if !bare.isEmpty, bare.allSatisfy({ $0.isASCII && $0.isNumber }) {
            return .seconds(min(Int64(bare) ?? 86_400, 86_400))
        }
        return seconds(ofDate: text).map { .seconds(min(max(0, $0 - now), 86_400)) }
    }

    /// `Wed, 21 Oct 2015 07:28:00 GMT` as seconds since 1970.
    static func seconds(ofDate text: String) -> Int64? {
        let parts = text.split { $0 == " " || $0 == "," || $0 == ":" }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count >= 7, let day = Int64(parts[1]), let month = months.firstIndex(of: String(parts[2])),
            let year = Int64(parts[3]), let hour = Int64(parts[4]), let minute = Int64(parts[5]),
            let second = Int64(parts[6]),
            (1...31).contains(day), (1970...9999).contains(year), (0..<24).contains(hour), (0..<60).contains(minute),
            (0...60).contains(second)
        else { return nil }
        // Years that begin in March, so that the leap day is the last one.
        let shifted = month < 2 ? year - 1 : year
        let dayOfYear = (153 * ((Int64(month) + 10) % 12) + 2) / 5 + day - 1
        let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        return ((days * 24 + hour) * 60 + minute) * 60 + second
    }
}
