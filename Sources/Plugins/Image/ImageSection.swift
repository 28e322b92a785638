import RecuaCore
import RecuaOCI

/// `image:`: what the model's files stand on, and what is beside them.
public struct ImageSection: Codable, Sendable, Hashable {
    var base: BaseChoice?
    var adapter: AdapterChoice?
    var environment: [String: String]?
    var labels: [String: String]?

    static let schema = Schema.object([
        .optional(
            "base",
            .either(
                .string,
                .object([.required("layout", .string(format: .path).about("A folder with an OCI image layout"))])
            ).about("What the image stands on: `scratch`, an image in a registry, or `{ layout: FOLDER }`"),
            default: "scratch"
        ),
        .optional(
            "adapter",
            .either(
                .string,
                .object([.required("path", .string(format: .path).about("The adapter's program"))])
            ).about(
                "The Lambda Web Adapter: `auto` (for the target `lambda`), `none`, an image, or `{ path: FILE }`"
            ),
            default: "auto"
        ),
        .optional("environment", .map(of: .string).about("Environment variables of the server; not for secrets")),
        .optional("labels", .map(of: .string).about("Labels of the image")),
    ]).about("The container image")

    /// Names that are no names of images.
    var problems: [Diagnostic] {
        var problems: [Diagnostic] = []
        if case .reference(let text)? = base { problems += Self.problems(text, at: "/image/base", key: "layout") }
        if case .reference(let text)? = adapter { problems += Self.problems(text, at: "/image/adapter", key: "path") }
        for name in (environment ?? [:]).keys.sorted() where name.isEmpty || name.contains("=") {
            problems.append(
                Diagnostic(
                    "image.environment", "`\(name)` cannot name an environment variable", pointer: "/image/environment")
            )
        }
        return problems
    }

    private static func problems(_ text: String, at pointer: String, key: String) -> [Diagnostic] {
        if text.hasPrefix(".") || text.hasPrefix("/") {
            let help = "write `{ \(key): \(text) }`"
            return [
                Diagnostic(
                    "image.reference", "`\(text)` is a path, not the name of an image", pointer: pointer, help: help)
            ]
        }
        do {
            _ = try ImageReference(text)
            return []
        } catch {
            return Diagnostics.from(error).map { problem in
                var placed = problem
                placed.pointer = pointer
                return placed
            }
        }
    }
}

/// What an image stands on.
enum BaseChoice: Sendable, Hashable {
    case scratch
    case reference(String)
    case layout(String)
}

/// Where the Lambda Web Adapter comes from.
enum AdapterChoice: Sendable, Hashable {
    /// The published one when the target is `lambda`.
    case automatic
    case none
    case reference(String)
    case path(String)
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
