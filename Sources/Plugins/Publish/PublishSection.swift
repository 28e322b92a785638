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
    /// Nil when a missing repository is the user's to make.
    var create: RepositoryChoice?

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
                .about(
                    "The image's tag; the stack's name if not given. `{digest}` stands for the digest's beginning. "
                        + "Deployments name the digest")
        ),
        .optional("insecure", .boolean.about("Speak plain HTTP with the registry; the default on this machine only")),
        .optional(
            "create",
            .either(.boolean, RepositorySettings.schema)
                .about("Make the repository in Amazon ECR when it is missing; elsewhere the first push makes it")
        ),
    ]).about("The registry that images are published to")
}

/// `publish.create`: whether a missing repository is made, and how.
enum RepositoryChoice: Sendable, Hashable {
    case no
    case yes(RepositorySettings)

    var settings: RepositorySettings? {
        if case .yes(let settings) = self { settings } else { nil }
    }
}

extension RepositoryChoice: Codable {
    init(from decoder: any Decoder) throws {
        if let isWanted = try? decoder.singleValueContainer().decode(Bool.self) {
            self = isWanted ? .yes(RepositorySettings()) : .no
        } else {
            self = .yes(try RepositorySettings(from: decoder))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .no: try false.encode(to: encoder)
        case .yes(let settings): try settings.encode(to: encoder)
        }
    }
}
