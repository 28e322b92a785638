public import RecuaProcess

/// One call of the AWS CLI, as a value that a test can read.
///
/// Secrets never belong into `arguments`: every user of the machine can see them.
public struct AWSCommand: Sendable, Hashable {
    /// Service, operation and options: `["cloudformation", "describe-stacks", "--stack-name", "llamas-chat"]`.
    public var arguments: [String]
    public var region: String?
    /// The whole environment of the process. Declare ``variables`` in the plugin's descriptor to be given it.
    public var environment: [String: String]

    public init(_ arguments: [String], region: String? = nil, environment: [String: String]) {
        self.arguments = arguments
        self.region = region
        self.environment = environment
    }

    /// What the AWS CLI and the SAM CLI read, for ``PluginDescriptor/environment``.
    public static let variables = [
        "AWS_*", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "REQUESTS_CA_BUNDLE",
        "SSL_CERT_FILE",
    ]

    /// Service and operation, for messages: `aws cloudformation describe-stacks`.
    public var summary: String { (["aws"] + arguments.prefix { !$0.hasPrefix("-") }).joined(separator: " ") }

    /// What is started: JSON as the answer, no pager, and the endpoint that the environment names.
    public var process: Command {
        var words = arguments
        if arguments.first != "configure" { words += ["--output", "json"] }
        if let region { words += ["--region", region] }
        // Only versions from 2.13 on read these variables themselves; Debian 12 has an older one.
        if let endpoint { words += ["--endpoint-url", endpoint] }
        return Command("aws", words, environment: environment.merging(["AWS_PAGER": ""]) { _, new in new })
    }

    /// `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`.
    private var endpoint: String? {
        guard let service = arguments.first, service != "configure", !arguments.contains("--endpoint-url"),
            environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() != "true"
        else { return nil }
        let name = Self.serviceIDs[service] ?? service.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
        let found = environment["AWS_ENDPOINT_URL_\(name)"] ?? environment["AWS_ENDPOINT_URL"]
        return found.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Where the variable's name does not follow from the command's.
    private static let serviceIDs = [
        "logs": "CLOUDWATCH_LOGS", "s3api": "S3", "service-quotas": "SERVICE_QUOTAS",
    ]
}
