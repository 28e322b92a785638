import RecuaCore
import RecuaOCI

/// `image:`: what the model's files stand on, and what is beside them.
public struct ImageSection: Codable, Sendable, Hashable {
    var base: BaseChoice?
    var adapter: AdapterChoice?
    var compression: CompressionChoice?
    var architecture: Architecture?
    var files: FilePlacements?
    var environment: [String: String]?
    var labels: [String: String]?
    var user: UserChoice?
    var workingDirectory: String?

    static let schema = Schema.object([
        .optional(
            "base",
            .either(
                .image(except: "scratch"),
                .object([.required("layout", .string(format: .path).about("A folder with an OCI image layout"))])
            ).about("What the image stands on: `scratch`, an image in a registry, or `{ layout: FOLDER }`"),
            default: "scratch"
        ),
        .optional(
            "adapter",
            .either(
                .image(except: "auto", "none"),
                .object([.required("path", .string(format: .path).about("The adapter's program"))])
            ).about(
                "The Lambda Web Adapter: `auto` (for the target `lambda`), `none`, an image, or `{ path: FILE }`"
            ),
            default: "auto"
        ),
        .optional(
            "compression",
            .choice("stored", "gzip").about(
                "How layers travel: `stored` costs nothing; `gzip` compresses, which takes time, for a reader that insists"
            ),
            default: "stored"
        ),
        .optional(
            "architecture",
            .choice("amd64", "arm64").about(
                "The processor it is for, this machine's if not given; `lambda` has `function.architecture`, and `local` "
                    + "this machine's")),
        .optional("files", FilePlacements.schema),
        .optional("environment", .map(of: .string).about("Environment variables of the server; not for secrets")),
        .optional("labels", .map(of: .string).about("Labels of the image")),
        .optional("user", UserChoice.schema),
        .optional(
            "workingDirectory",
            .string(pattern: "/.*").about("The folder that the server starts in; the base's, or `/`, if not given")),
    ]).about("The container image")
}

/// How the layers that Recua makes travel.
enum CompressionChoice: String, Codable, Sendable, Hashable {
    /// A gzip stream of stored blocks, computed on the way.
    case stored
    /// A gzip stream that is compressed, kept in the store.
    case gzip
}

/// Who the server runs as: a number or a name, with or without a group.
struct UserChoice: Codable, Sendable, Hashable {
    /// As image configurations have it: `1000`, `1000:1000`, `nobody`.
    let text: String

    static let schema = Schema.either(
        .integer(0...4_294_967_294),
        .string(pattern: "[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?")
    ).about("Who the server runs as: `1000`, `1000:1000`, or a name that the base image knows")

    /// True when it means the same in every image.
    var isNumeric: Bool { text.utf8.allSatisfy { (48...58).contains($0) } }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        text = try (try? container.decode(Int64.self)).map { "\($0)" } ?? container.decode(String.self)
    }

    func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}
