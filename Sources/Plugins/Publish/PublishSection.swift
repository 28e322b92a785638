import RecuaCore

/// The part of a stack that says where its image goes.
public struct PublishSections: Codable, Sendable, Hashable {
    public var publish: PublishSection?
}

/// `publish:`
public struct PublishSection: Codable, Sendable, Hashable {
    var repository: String
    var tag: String?
    /// Nil for HTTPS everywhere but on this machine.
    var insecure: Bool?

    static let schema = Schema.object([
        .required(
            "repository",
            .string(length: 1...300)
                .about("Where images go: `host/name`; `{project}` and `{stack}` stand for their names")
                .example("123456789012.dkr.ecr.us-east-1.amazonaws.com/llamas")
                .example("localhost:5000/{project}/{stack}")
        ),
        .optional(
            "tag",
            .string(pattern: "[A-Za-z0-9_{][A-Za-z0-9_.{}-]{0,127}")
                .about("The image's tag; the stack's name if not given. Deployments name the digest")
        ),
        .optional("insecure", .boolean.about("Speak plain HTTP with the registry; the default on this machine only")),
    ]).about("The registry that images are published to")
}
