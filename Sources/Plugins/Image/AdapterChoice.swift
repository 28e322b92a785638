/// Where the Lambda Web Adapter comes from.
enum AdapterChoice: Sendable, Hashable {
    /// The published one when the target is `lambda`.
    case automatic
    case none
    case reference(String)
    case path(String)
}

extension AdapterChoice: Codable {
    private enum CodingKeys: String, CodingKey { case path }

    init(from decoder: any Decoder) throws {
        switch try? decoder.singleValueContainer().decode(String.self) {
        case "auto"?: self = .automatic
        case "none"?: self = .none
        case let text?: self = .reference(text)
        case nil: self = .path(try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .path))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .automatic: try "auto".encode(to: encoder)
        case .none: try "none".encode(to: encoder)
        case .reference(let text): try text.encode(to: encoder)
        case .path(let path):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(path, forKey: .path)
        }
    }
}
