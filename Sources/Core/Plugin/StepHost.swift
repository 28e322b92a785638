/// What the engine offers a running step: folders, the environment, secrets, and a way to be heard.
public struct StepHost: Sendable {
    /// Content-addressed files, shared by all projects of the user.
    public let store: Store
    /// A folder for this stack and plugin that stays until the stack is removed: `.recua/stacks/NAME/PLUGIN`. It exists.
    public let folder: String
    /// An empty folder, removed when the step ends.
    public let scratch: String
    /// The variables that the descriptor declares, and `PATH`, `HOME`, `LANG`, `TMPDIR`, `USER`.
    public let environment: [String: String]
    /// This very program, for residents.
    public let executable: String
    /// True when nothing may be asked of the network: what is not on this machine is missing.
    public let isOffline: Bool
    private let secrets: SecretResolver
    private let report: @Sendable (StepMessage) -> Void

    public init(
        store: Store, folder: String, scratch: String, environment: [String: String], executable: String,
        isOffline: Bool = false, secrets: SecretResolver, report: @escaping @Sendable (StepMessage) -> Void
    ) {
        self.store = store
        self.folder = folder
        self.scratch = scratch
        self.environment = environment
        self.executable = executable
        self.isOffline = isOffline
        self.secrets = secrets
        self.report = report
    }

    /// The text with its `${env:…}` and `${file:…}` replaced. Keep the result out of artifacts, logs and argument lists.
    ///
    /// - Throws: ``Diagnostic`` `secret.missing` when a reference leads nowhere.
    public func resolve(_ secret: Secret) throws -> String { try secrets.resolve(secret.reference) }

    /// For a step that is nothing without the network.
    ///
    /// - Parameter work: what needs it, as the subject of a sentence: "publishing".
    /// - Throws: ``Diagnostic`` `run.offline` while offline.
    public func demandNetwork(for work: String) throws {
        guard isOffline else { return }
        throw Diagnostic(
            "run.offline", "\(work) needs the network, and recua is offline",
            help: "run the command again without `--offline`")
    }

    /// How far the step is. Call as often as you like; the engine thins it out.
    public func progress(_ phase: String, done: Int64, total: Int64? = nil, unit: StepMessage.Unit = .bytes) {
        report(.progress(phase: phase, done: done, total: total, unit: unit))
    }

    public func log(_ message: String, level: StepMessage.Level = .info) {
        report(.log(level: level, message: message))
    }

    /// The command that runs the resident part of `plugin`.
    public func residentCommand(plugin: String, configuration: String) -> [String] {
        [executable, "reside", plugin, configuration]
    }
}
