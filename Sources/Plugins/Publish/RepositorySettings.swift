import RecuaCore

/// What a repository of Amazon ECR is like that Recua makes.
///
/// The defaults: every image is scanned as it arrives; Lambda functions of the registry's own account and region may
/// pull; and nothing ever expires. ECR cannot know which images functions use, and a function whose image is gone fails
/// when Lambda wakes it after a long rest. So a lifecycle is the user's decision, and the two that can be had let
/// tagged images be: they expire those only whose tag has moved on to a later one.
///
/// Tags can be moved, since the stack's tag follows its latest image; deployments name digests, which nobody can move.
struct RepositorySettings: Codable, Sendable, Hashable {
    enum Lifecycle: Sendable, Hashable {
        /// So many untagged images stay, the latest ones.
        case keep(Int64)
        /// Untagged images go so many days after they were pushed.
        case untaggedDays(Int64)
    }

    var scanOnPush: Bool?
    var immutableTags: Bool?
    var lifecycle: Lifecycle?
    var lambdaPull: LambdaPull?
    /// Of AWS KMS, by ARN, identifier or alias; nil for ECR's own encryption.
    var kmsKey: String?

    static let schema = Schema.object([
        .optional(
            "scanOnPush", .boolean.about("Look for known vulnerabilities in each image that arrives"), default: true),
        .optional(
            "immutableTags", .boolean.about("Never let a tag be moved; use a `tag` with `{digest}` then"),
            default: false),
        .optional(
            "lifecycle",
            .either(
                .object([
                    .required("keep", .integer(1...10_000).about("Untagged images that stay, the latest ones"))
                ]),
                .object([
                    .required("untaggedDays", .integer(1...3650).about("Days until an untagged image expires"))
                ])
            ).about("When images without a tag expire; never, if not given")
        ),
        .optional(
            "lambdaPull",
            .either(.boolean, .array(of: .string(pattern: "[0-9]{12}"), count: 1...50))
                .about(
                    "Whose Lambda functions may pull: the registry's own account's, none, or those of these accounts"),
            default: true
        ),
        .optional("kmsKey", .string(length: 1...2048).about("A key of AWS KMS to encrypt images with")),
    ]).about("What the repository is like when Recua makes it")
}

/// `publish.create.lambdaPull`
enum LambdaPull: Sendable, Hashable {
    case nobody
    case ownAccount
    /// Besides the registry's own.
    case accounts([String])
}

extension LambdaPull: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let isWanted = try? container.decode(Bool.self) {
            self = isWanted ? .ownAccount : .nobody
        } else {
            self = .accounts(try container.decode([String].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .nobody: try false.encode(to: encoder)
        case .ownAccount: try true.encode(to: encoder)
        case .accounts(let accounts): try accounts.encode(to: encoder)
        }
    }
}

extension RepositorySettings.Lifecycle: Codable {
    private enum CodingKeys: String, CodingKey { case keep, untaggedDays }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let count = try container.decodeIfPresent(Int64.self, forKey: .keep) {
            self = .keep(count)
        } else {
            self = .untaggedDays(try container.decode(Int64.self, forKey: .untaggedDays))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .keep(let count): try container.encode(count, forKey: .keep)
        case .untaggedDays(let days): try container.encode(days, forKey: .untaggedDays)
        }
    }
}
