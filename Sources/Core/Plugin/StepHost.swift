/// What the engine offers a running step: folders, the environment, secrets, and a way to be heard.
public struct StepHost: Sendable {
    /// Content-addressed files, shared by all projects of the user.
    public let store: Store
    /// A folder for this stack and plugin that stays until the stack is removed: `.recua/stacks/NAME/PLUGIN`, of a
    /// program `.recua/programs/PLUGIN/NAME`. It exists.
    public let folder: String
    /// An empty folder of the step alone; whatever is in it goes when the step ends.
    public let scratch: String
    /// Folders that belong to this plugin alone: ``folder`` and ``scratch`` lie in them, and those of its steps for the
    /// other stacks of the run do.
    public let ownFolders: [String]
    /// The variables that the descriptor declares, and `PATH`, `HOME`, `LANG`, `TMPDIR`, `USER`.
    public let environment: [String: String]
    /// This very program, for residents.
    public let executable: String
    /// True when nothing may be asked of the network: what is not on this machine is missing.
    public let isOffline: Bool
    private let secrets: SecretResolver
    private let saving: @Sendable (JSON) throws -> Void
    private let report: @Sendable (StepMessage) -> Void

    /// - Parameters:
    ///   - ownFolders: `folder` and `scratch` themselves, if not given.
    ///   - saving: keeps a checkpoint, for good before it returns; by default it goes nowhere.
    public init(
        store: Store, folder: String, scratch: String, ownFolders: [String]? = nil, environment: [String: String],
        executable: String, isOffline: Bool = false, secrets: SecretResolver,
        saving: @escaping @Sendable (JSON) throws -> Void = { _ in },
        report: @escaping @Sendable (StepMessage) -> Void
    ) {
        self.store = store
        self.folder = folder
        self.scratch = scratch
        self.ownFolders = ownFolders ?? [folder, scratch]
        self.environment = environment
        self.executable = executable
        self.isOffline = isOffline
        self.secrets = secrets
        self.saving = saving
        self.report = report
    }

    /// The text with its `${env:…}` and `${file:…}` replaced. Keep the result out of artifacts, logs and argument lists.
    ///
    /// - Throws: ``Diagnostic`` `secret.missing` when a reference leads nowhere.
    public func resolve(_ secret: Secret) throws -> String {
        let value = try secrets.resolve(secret.reference)
        // One that the manifest itself holds is kept out of logs as well.
        if !secret.isReference { secrets.redactor.remember(value) }
        return value
    }

    /// What must not be kept of the secret: its value, and what each of its references stands for, if that can be told.
    /// Without what is shorter than four characters.
    package func values(of secret: Secret) -> Set<String> { secrets.values(in: secret.reference) }

    /// Keeps what the secret stands for out of whatever is shown or kept from now on, though nobody has resolved it yet.
    package func conceal(_ secret: Secret) { values(of: secret).forEach(secrets.redactor.remember) }

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

    /// Says something for the log; a ``StepMessage/Level/notice`` or worse is shown when the step has ended.
    public func log(_ message: String, level: StepMessage.Level = .info) {
        report(.log(level: level, message: message))
    }

    /// Tells of something in the step's sections, placed by its ``Diagnostic/pointer``. A warning is shown at once. An
    /// error does not end the step; when the step fails, its failure carries them all.
    public func diagnose(_ diagnostic: Diagnostic) { report(.diagnostic(diagnostic)) }

    /// Keeps what the next try of the same step goes on from, should this one be cut off or fail: it is
    /// ``Step/checkpoint`` then. Each call takes the place of the one before. Gone when the step succeeds, and when
    /// anything has changed that can change its artifact.
    ///
    /// It is on the disk when the call returns. No secrets: it is a file in `.recua`.
    ///
    /// - Throws: ``Diagnostic`` `run.checkpoint` for more than ``checkpointLimit`` bytes, `file.write` when it cannot be
    ///   kept; what was kept before stands then.
    public func checkpoint(_ data: JSON) throws {
        let size = data.text().utf8.count
        guard size <= Self.checkpointLimit else {
            throw Diagnostic(
                "run.checkpoint", "a checkpoint of \(size) bytes is too large: \(Self.checkpointLimit) are the limit",
                help: "keep what is large in files of the step's folder, and their names in the checkpoint")
        }
        try saving(data)
    }

    /// Bytes of the longest checkpoint, as JSON text.
    public static let checkpointLimit = 64 << 10

    /// The command that runs the resident part of `plugin`.
    public func residentCommand(plugin: String, configuration: String) -> [String] {
        [executable, "reside", plugin, configuration]
    }
}
