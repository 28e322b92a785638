/// An AWS SAM template and its configuration, rendered.
public struct Template: Artifact, Hashable {
    public static let kind = ArtifactKind.template

    /// `template.yaml`.
    public var template: StoredFile
    /// `samconfig.toml`, with which `sam deploy` works by hand.
    public var configuration: StoredFile
    /// The CloudFormation stack's name.
    public var stackName: String
    /// Where it is to be deployed.
    public var region: String
    /// Template parameters whose values are secrets: parameter name to the manifest's reference (`${env:KEY}`).
    public var secretParameters: [String: String]
    /// How the function URL is called.
    public var auth: Deployment.Auth
    /// True when responses are streamed.
    public var isStreaming: Bool
    /// What the function is asked to be.
    public var settings: FunctionSettings?
    /// The digest of both files, which what is deployed by them carries as the tag `recua:fingerprint`.
    public var fingerprint: Digest?

    public init(
        template: StoredFile, configuration: StoredFile, stackName: String, region: String,
        secretParameters: [String: String], auth: Deployment.Auth, isStreaming: Bool,
        settings: FunctionSettings? = nil, fingerprint: Digest? = nil
    ) {
        self.template = template
        self.configuration = configuration
        self.stackName = stackName
        self.region = region
        self.secretParameters = secretParameters
        self.auth = auth
        self.isStreaming = isStreaming
        self.settings = settings
        self.fingerprint = fingerprint
    }
}
