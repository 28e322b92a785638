/// Numbers as people read them.
enum Quantity {
    /// `98.4 MB`; powers of 1,000, as download tools show them.
    static func bytes(_ count: Int64) -> String {
        let units = ["kB", "MB", "GB", "TB"]
        guard count >= 1000 else { return "\(count) B" }
        var value = Double(count) / 1000
        var unit = 0
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return "\(decimal(value)) \(units[unit])"
    }

    /// `0.4 s`, `12.3 s`, `2 min 05 s`, `1 h 02 min`.
    static func duration(_ duration: Duration) -> String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        if seconds < 59.95 { return "\(decimal(seconds)) s" }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return "\(whole / 60) min \(padded(whole % 60)) s" }
        return "\(whole / 3600) h \(padded(whole % 3600 / 60)) min"
    }

    /// A length of time that is only estimated: `40 s`, `12 min`, `3 h 20 min`.
    static func roughly(_ duration: Duration) -> String {
        let seconds = Int((duration / .seconds(1)).rounded())
        if seconds < 10 { return "\(max(1, seconds)) s" }
        if seconds < 55 { return "\((seconds + 5) / 10 * 10) s" }
        let minutes = (seconds + 30) / 60
        if minutes < 60 { return "\(max(1, minutes)) min" }
        return "\((minutes + 5) / 10 / 6) h \(padded((minutes + 5) / 10 % 6 * 10)) min"
    }

    /// `2 stacks`, `1 stack`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// One digit after the point.
    static func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
