import RecuaCore

/// `server:`: how the model is served; becomes the image's entry point.
public struct ServerSection: Codable, Sendable, Hashable {
    var context: Int?
    var arguments: [String]?
    var alias: String?
    var threads: Int?
    var pooling: String?
    var embeddings: Bool?
    var parallel: Int?
    var port: Int?

    static let schema = Schema.object([
        .optional("context", .integer(1...16_777_216).about("Context size in tokens"), default: 4096),
        .optional("arguments", .array(of: .string).about("Further arguments of the llamafile server")),
        .optional(
            "alias", .string(length: 1...200).about("The model's name in the API; the stack's name if not given")),
        .optional("threads", .integer(1...1024).about("Threads to compute with")),
        .optional("pooling", .choice("none", "mean", "cls", "last", "rank").about("How embeddings are pooled")),
        .optional("embeddings", .boolean.about("Serve embeddings"), default: false),
        .optional("parallel", .integer(1...256).about("Requests served at once; they share the context"), default: 1),
        .optional("port", .integer(1024...65_535).about("The port the server listens on, inside"), default: 8080),
    ]).about("The server inside the image")
}
