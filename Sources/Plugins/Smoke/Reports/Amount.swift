/// Numbers as people read them, the same in every locale.
enum Amount {
    /// `12ms`, `1.2s`, `2m05s`.
    static func time(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "-" }
        if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded()))ms" }
        if seconds < 59.95 { return "\(decimal(seconds, places: 1))s" }
        let whole = Int(min(seconds, 1e9).rounded())
        return "\(whole / 60)m\(whole % 60 < 10 ? "0" : "")\(whole % 60)s"
    }

    /// `12.30` for 12.3 and two places; rounded half away from zero.
    static func decimal(_ number: Double, places: Int) -> String {
        guard number.isFinite, abs(number) < 1e12 else { return "\(number)" }
        let scale = (0..<places).reduce(1) { value, _ in value * 10 }
        let scaled = Int((abs(number) * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: places - fraction.count)
        return "\(number < 0 && scaled > 0 ? "-" : "")\(scaled / scale).\(zeros)\(fraction)"
    }
}
