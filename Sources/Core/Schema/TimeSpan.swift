/// A span of time as the manifest writes it: `500ms`, `30s`, `15m`, `2h`, `1h30m`, `1.5h`.
public struct TimeSpan: Sendable, Hashable {
    /// How long.
    public let duration: Duration
    /// As it was written.
    public let text: String

    /// - Throws: ``Diagnostic`` `value.duration`.
    public init(parsing text: String) throws {
        let milliseconds = Quantity.parts(of: text)?.reduce(0.0 as Double?) { sum, part in
            guard let sum, let factor = Self.factors[part.unit] else { return nil }
            return sum + part.number * factor
        }
        // A hundred years: what is longer is a mistake, and might not fit.
        guard let milliseconds, milliseconds <= 100 * 366 * 86_400_000 else {
            throw Diagnostic(
                "value.duration", "`\(text)` is not a duration",
                help: "write a number and a unit: `500ms`, `30s`, `15m`, `2h`"
            )
        }
        duration = .microseconds(Int64((milliseconds * 1000).rounded()))
        self.text = text
    }

    private static let factors: [String: Double] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
}

extension TimeSpan: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
