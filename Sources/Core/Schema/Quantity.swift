/// Reads numbers with units such as `512MiB` and `1h30m`.
enum Quantity {
    /// Pairs of number and unit, the letters as written: `1h30m` gives (1, "h"), (30, "m").
    ///
    /// - Returns: nil when the text is anything else. A unit may be empty.
    static func parts(of text: String) -> [(number: Double, unit: String)]? {
        var parts: [(number: Double, unit: String)] = []
        var rest = text[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let first = digits.first, first != ".", digits.last != ".", let number = Double(digits) else {
                return nil
            }
            rest = rest[digits.endIndex...].drop { $0 == " " }
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            parts.append((number, String(unit)))
            rest = rest[unit.endIndex...]
        }
        return parts.isEmpty ? nil : parts
    }
}
