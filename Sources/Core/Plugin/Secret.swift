/// A string of the manifest that may hold references such as `${env:API_KEY}`: kept as written until a step asks for
/// its value through ``StepHost/resolve(_:)``.
///
/// Only the reference is ever encoded, printed or fingerprinted. Declare the key as ``Schema/secret``.
public struct Secret: Sendable, Hashable {
    /// The text as written.
    public let reference: String

    public init(reference: String) { self.reference = reference }

    /// True when the text has a reference in it; else it is a plain value.
    public var isReference: Bool { reference.contains("${") }
}

extension Secret: Codable {
    public init(from decoder: any Decoder) throws {
        reference = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(reference)
    }
}

extension Secret: CustomStringConvertible {
    public var description: String { reference }
}
