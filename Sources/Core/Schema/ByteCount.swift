/// A number of bytes as the manifest writes it: `512MiB`, `10GB`, `1048576`.
///
/// `kB`, `MB`, `GB`, `TB` are powers of 1000; `KiB`, `MiB`, `GiB`, `TiB` are powers of 1024. Case is not looked at.
public struct ByteCount: Sendable, Hashable {
    /// How many.
    public let bytes: Int64
    /// As it was written.
    public let text: String

    /// - Throws: ``Diagnostic`` `value.bytes`.
    public init(parsing text: String) throws {
        guard let parts = Quantity.parts(of: text), parts.count == 1, let part = parts.first,
            let factor = Self.factors[part.unit.lowercased()],
            let bytes = Int64(exactly: (part.number * factor).rounded())
        else {
            throw Diagnostic(
                "value.bytes", "`\(text)` is not a size", help: "write a number and a unit: `512MiB`, `10GB`"
            )
        }
        self.bytes = bytes
        self.text = text
    }

    public init(bytes: Int64) {
        self.bytes = bytes
        text = "\(bytes)"
    }

    private static let factors: [String: Double] = [
        "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
        "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
    ]
}

extension ByteCount: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
