/// A model that answers at a URL.
public struct Deployment: Artifact, Hashable {
    public static let kind = ArtifactKind.deployment

    /// Who may call the URL.
    public enum Auth: String, Codable, Sendable, Hashable {
        /// Everybody who can reach it.
        case none
        /// Requests signed with AWS Signature Version 4, service `lambda`.
        case iam
    }

    /// A process on this machine, told apart from a later one with the same number.
    public struct Process: Codable, Sendable, Hashable {
        /// Its number as the kernel gave it.
        public var pid: Int32
        /// Field 22 of `/proc/PID/stat`: clock ticks from boot to the start of the process.
        public var started: UInt64
        /// `/proc/sys/kernel/random/boot_id`.
        public var boot: String

        public init(pid: Int32, started: UInt64, boot: String) {
            self.pid = pid
            self.started = started
            self.boot = boot
        }
    }

    /// The name of the provider: `lambda`, `local`, or a plugin of the user's.
    public var target: String
    /// The base URL, without a trailing slash; `/v1/chat/completions` is appended to it.
    public var url: String
    /// Who may call it.
    public var auth: Auth
    /// True when responses are streamed as the model produces them.
    public var isStreaming: Bool
    /// The AWS region; nil where there is none.
    public var region: String?
    /// The name under which the server answers.
    public var modelName: String
    /// The image that runs.
    public var imageDigest: Digest
    /// What was made, by name: `function`, `stack`, `role` … to the provider's own identifiers.
    public var resources: [String: String]
    /// What a function on AWS Lambda was asked to be, for the look whether it still is.
    public var settings: FunctionSettings?
    /// The process that serves a local deployment. The artifact is stale when that process is gone, or was started for the
    /// project in another folder.
    public var process: Process?
    /// Something every command that shows this deployment must say, such as "runs without a sandbox".
    public var warning: String?

    public init(
        target: String, url: String, auth: Auth, isStreaming: Bool, region: String? = nil, modelName: String,
        imageDigest: Digest, resources: [String: String] = [:], settings: FunctionSettings? = nil,
        process: Process? = nil,
        warning: String? = nil
    ) {
        self.target = target
        self.url = url
        self.auth = auth
        self.isStreaming = isStreaming
        self.region = region
        self.modelName = modelName
        self.imageDigest = imageDigest
        self.resources = resources
        self.settings = settings
        self.process = process
        self.warning = warning
    }
}
