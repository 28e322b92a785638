/// An AWS SAM template and its configuration, rendered.
public struct Template: Artifact, Hashable {
    public static let kind = ArtifactKind.template

    /// `template.yaml`.
    public var template: StoredFile
    /// `samconfig.toml`, with which `sam deploy` works by hand.
    public var configuration: StoredFile
    /// The CloudFormation stack's name.
    public var stackName: String
    public var region: String
    /// Template parameters whose values are secrets: parameter name to the manifest's reference (`${env:KEY}`).
    public var secretParameters: [String: String]
    /// How the function URL is called.
    public var auth: Deployment.Auth
    public var isStreaming: Bool

    public init(
        template: StoredFile, configuration: StoredFile, stackName: String, region: String,
        secretParameters: [String: String], auth: Deployment.Auth, isStreaming: Bool
    ) {
        self.template = template
        self.configuration = configuration
        self.stackName = stackName
        self.region = region
        self.secretParameters = secretParameters
        self.auth = auth
        self.isStreaming = isStreaming
    }
}
