import RecuaCore

/// What `lambda` sees of a stack.
public struct LambdaSections: Codable, Sendable {
    /// The keys of `lambda:`.
    public struct Keys: Codable, Sendable {
        public var region: String?
        public var profile: String?
        public var stackName: String?
    }

    public var lambda: Keys?
}

enum LambdaSection {
    static let schema = Schema.object([
        .optional(
            "region",
            .string(pattern: "[a-z]{2}(-[a-z]+)+-[0-9]+").about("The AWS region; AWS_REGION by default").example(
                "us-east-1")
        ),
        .optional("profile", .string.about("A profile of the AWS CLI; AWS_PROFILE by default")),
        .optional(
            "stackName",
            .string(pattern: "[a-zA-Z][-a-zA-Z0-9]{0,127}").about("The CloudFormation stack; PROJECT-STACK by default")
        ),
    ]).about("Where on AWS the function lives")
}
