/// What an image stands on.
enum BaseChoice: Sendable, Hashable {
    case scratch
    case reference(String)
    case layout(String)
}

extension BaseChoice: Codable {
    private enum CodingKeys: String, CodingKey { case layout }

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self = text == "scratch" ? .scratch : .reference(text)
        } else {
            self = .layout(try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .layout))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .scratch: try "scratch".encode(to: encoder)
        case .reference(let text): try text.encode(to: encoder)
        case .layout(let path):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(path, forKey: .layout)
        }
    }
}
