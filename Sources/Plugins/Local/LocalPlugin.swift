public import RecuaCore
internal import RecuaOCI
internal import RecuaProcess

/// Runs the image's own files on this machine, behind an HTTP front that behaves as a function URL does.
///
/// The front is a process of its own: it outlives the command, starts the engine on the first request and stops it
/// when nobody asks any more.
public struct LocalPlugin: ResidentPlugin {
    private let files = KeyedGate()

    public init() {}

    public static let descriptor = PluginDescriptor(
        name: "local",
        version: "1.0.0",
        summary: "Runs the model in a sandbox on this machine",
        sections: [PluginDescriptor.Section("local", LocalSection.schema)],
        reads: [
            "function.memory", "function.timeout", "function.ephemeralStorage", "function.environment",
            "function.url.stream",
        ],
        needs: Needs<Image>.kinds,
        provides: Deployment.kind,
        work: .effect,
        facts: [.name, .project, .machine]
    )

    public func run(_ step: Step<LocalSections, Needs<Image>>) async throws -> Deployment {
        let launch = try await EngineLaunch(step, gate: files)
        let folder = FrontFolder(step)
        let configuration = try FrontConfiguration(step, launch: launch, earlier: folder.record)
        let secrets = try step.sections.secrets(from: step.host)
        // A front whose secrets may have changed is replaced: it does not tell them, so they cannot be compared.
        if secrets.isEmpty, let running = try await folder.front(running: configuration) { return running }
        // What runs is not given up for a port that cannot be had. Its own port comes free with it.
        if ![folder.record?.port, FrontConfiguration.port(of: step.prior)].contains(configuration.port) {
            try configuration.checkPort()
        }
        // Known by the ledger alone when the folder was lost.
        if let left = await end(step.prior.flatMap { try? $0.decode(Deployment.self) }, folder) {
            step.host.log("left alone: \(left.reason)", level: .warning)
        }
        let lock = try await folder.clear()
        defer { withExtendedLifetime(lock) {} }
        try configuration.checkPort()
        try folder.write(configuration)
        let daemon = try await Daemon.start(
            Front.command(for: step.host, configuration: folder.configuration, secrets: secrets), logFile: folder.log,
            keeping: lock.descriptor)
        guard let record = folder.record, record.process == daemon.process else {
            await daemon.process.end()
            throw Diagnostic("local.front", "the front did not leave its record", help: "its log is `\(folder.log)`")
        }
        return record.deployment
    }

    public func observe(
        _ output: Deployment?, _ step: Step<LocalSections, NoInput>
    ) async throws -> Observation<Deployment> {
        guard let record = FrontFolder(step).record, record.process.isAlive else { return .absent }
        guard let output else { return try adopted(record, step).map { .present($0) } ?? .absent }
        guard record.process == output.process else {
            return .drifted(record.deployment, detail: "another front runs in its place, process \(record.process.pid)")
        }
        guard await record.answers() else {
            return .drifted(record.deployment, detail: "its front, process \(record.process.pid), does not answer")
        }
        return .present(output)
    }

    /// What the front that a crash left behind is worth: nothing, unless this very step made it, of the same sections.
    private func adopted(_ record: FrontRecord, _ step: Step<LocalSections, NoInput>) throws -> Deployment? {
        // Its secrets may have changed, and it does not tell them.
        guard !step.sections.hasSecrets, record.token == step.token else { return nil }
        return record.sections == (try step.sections.digest) ? record.deployment : nil
    }

    /// - Throws: ``LeftAlone`` in a copy of a project, of the front of the other one.
    public func destroy(_ output: Deployment?, _ step: Step<LocalSections, NoInput>) async throws {
        let folder = FrontFolder(step)
        let left = await end(output, folder)
        try await folder.clear()
        if let left { throw left }
    }

    /// Not in a copy of a project: there the front of the other one goes on.
    private func end(_ deployment: Deployment?, _ folder: FrontFolder) async -> LeftAlone? {
        guard let deployment, let process = deployment.process else { return nil }
        guard let owner = folder.owner(of: deployment) else {
            await process.end()
            return nil
        }
        guard process.isAlive else { return nil }
        return LeftAlone("what runs at \(deployment.url) belongs to the project in `\(owner)`")
    }

    public func reside(configuration: String) async throws {
        try await Front.reside(configuration: configuration)
    }
}
