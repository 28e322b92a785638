public import RecuaCore
import RecuaRPC

/// A plugin that is a program, spoken to in JSON-RPC lines (docs/plugin-protocol.md).
///
/// Nothing is started before a step needs it. Every error is a ``Diagnostic`` that names the plugin.
public struct ProgramPlugin: StepProvider {
    public let descriptor: PluginDescriptor
    let identity: ProgramIdentity
    let program: Digest
    /// Of what it said of itself.
    let saying: Digest
    let store: Store
    private let description: ProgramDescription
    private let sandboxed: SandboxedProgram
    private let hosts: ProgramHosts
    private let limits: ProgramLimits
    private let handedOut = HandedSecrets()
    /// All variables, to know what must not be shown.
    private let environment: [String: String]
    /// For what works; what only looks has ``ProgramLimits/check``.
    private let patience: Patience

    /// The plugin that the manifest declares.
    ///
    /// What the program says of itself is kept in the store under the digest of its files; a program that is known is
    /// not started.
    ///
    /// - Parameters:
    ///   - environment: all variables; the program is given those that it declares, and a few that all need.
    ///   - goesOn: true when the process that describes itself may stay for what is asked next: whoever says so calls
    ///     ``shutDown()`` in any case.
    /// - Throws: ``Diagnostic`` at the declaration's place: `file.missing`, `plugin.start`, `plugin.crashed`,
    ///   `plugin.timeout`, `plugin.description`, `plugin.name`, `plugin.protocol-version`.
    public static func describe(
        _ declaration: ProgramDeclaration, environment: [String: String], store: Store,
        limits: ProgramLimits = ProgramLimits(), goesOn: Bool = false
    ) async throws -> ProgramPlugin {
        let program = try declaration.digest(in: store, environment: environment)
        // A program may describe itself otherwise one day, though its files are the same: kept answers look at the record.
        if let known = store.record("plugins", program),
            let plugin = try? ProgramPlugin(known, declaration, program, environment, store, limits)
        {
            return plugin
        }
        do {
            return try await ask(declaration, program, environment, limits, store) { answer in
                let plugin = try ProgramPlugin(answer, declaration, program, environment, store, limits)
                try store.setRecord("plugins", program, answer)
                return (plugin, goesOn)
            }
        } catch {
            throw declaration.placed(error)
        }
    }

    private init(
        _ answer: JSON, _ declaration: ProgramDeclaration, _ program: Digest, _ environment: [String: String],
        _ store: Store, _ limits: ProgramLimits
    ) throws {
        let description = try ProgramDescription(answer, name: declaration.name, program: program)
        self.description = description
        descriptor = description.descriptor
        let identity = ProgramIdentity(
            name: descriptor.name, version: descriptor.version, place: declaration.place)
        self.identity = identity
        self.program = program
        saying = Digest(of: answer.text())
        self.store = store
        self.limits = limits
        self.environment = environment
        patience = limits.patience(description.timeouts, declaration.bounds)
        let variables = descriptor.environment + descriptor.fingerprintedEnvironment
        var command = try ProgramCommand(declaration, variables: variables, environment: environment)
        command.seal = ProgramSeal(declaration, program, store, environment)
        sandboxed = SandboxedProgram(
            declaration, command, hasNetwork: description.hasNetwork, store: store, environment: environment)
        hosts = ProgramHosts(identity, sandboxed) { command, life in
            ProgramHost(
                command, identity, limits, concurrency: description.concurrency, description: answer,
                takingOver: life,
                onNewDescription: { new in
                    _ = try ProgramDescription(new, name: declaration.name, program: program)
                    try store.setRecord("plugins", program, new)
                })
        }
    }

    /// Starts the program for its description: which variables it may be given is not known before. One that is given no
    /// others than until then can stay.
    private static func ask(
        _ declaration: ProgramDeclaration, _ digest: Digest, _ environment: [String: String], _ limits: ProgramLimits,
        _ store: Store, _ make: (JSON) throws -> (ProgramPlugin, goesOn: Bool)
    ) async throws -> ProgramPlugin {
        var command = try ProgramCommand(declaration, variables: [], environment: environment)
        command.seal = ProgramSeal(declaration, digest, store, environment)
        let program = SandboxedProgram(
            declaration, command, hasNetwork: false, store: store, environment: environment)
        let identity = ProgramIdentity(name: declaration.name, version: nil, place: declaration.place)
        command = try await program.command(writing: [])
        let life = ProgramLife(command, identity, limits)
        do {
            let (plugin, goesOn) = try make(try await life.greeting())
            if goesOn, await plugin.hosts.takeOver(life, of: command) { return plugin }
            await life.end()
            return plugin
        } catch {
            let incident = life.process.incident(from: error, .nobody)
            await life.end()
            throw incident
        }
    }

    /// What keeps the program from doing more than it should, on this machine.
    public var isolation: ProgramIsolation { get async throws { try await sandboxed.isolation } }

    public func run(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> JSON {
        let cache = try store.folder(ofPlugin: identity.name)
        let files = files(of: step, cache)
        return try await request("run", ProgramParams.run(step, cache: cache), for: step) { answer in
            guard let artifact = answer["artifact"], artifact.object != nil else {
                throw malformed("run", "`artifact` is no object")
            }
            return try accepted(artifact, files, step)
        } salvage: { failed in
            told(failed, files, step)
        }
    }

    /// What failed, with what there is to show: where that cannot be used, both are told, and why it failed comes first.
    private func told(
        _ failed: FailedOutput, _ files: ArtifactFiles, _ step: Step<JSON, [ArtifactKind: JSON]>
    ) -> any Error {
        do {
            return FailedOutput(try accepted(failed.artifact, files, step), failed.problems)
        } catch {
            return Diagnostics(failed.problems + Diagnostics.from(error))
        }
    }

    public func observe(
        _ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>
    ) async throws -> Observation<JSON> {
        guard serves("observe") else { return artifact.map { .present($0) } ?? .absent }
        let cache = try store.folder(ofPlugin: identity.name)
        let params =
            artifact == nil
            ? ProgramParams.remains(step, cache: cache) : ProgramParams.artifact(artifact, step, cache: cache)
        let files = files(of: step, cache)
        return try await request("observe", params, for: step) { answer in
            try observation(answer, known: artifact, files, step)
        }
    }

    /// What is pure is made again rather than looked for.
    public func find(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Observation<JSON> {
        guard descriptor.work == .effect, serves("observe") else { return .absent }
        let cache = try store.folder(ofPlugin: identity.name)
        let files = files(of: step, cache)
        return try await request("observe", ProgramParams.finding(step, cache: cache), for: step) { answer in
            try observation(answer, known: nil, files, step)
        }
    }

    public func destroy(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws {
        guard serves("destroy") else { return }
        let cache = try store.folder(ofPlugin: identity.name)
        try await request("destroy", ProgramParams.artifact(artifact, step, cache: cache), for: step) { _ in }
    }

    public func shutDown() async { await hosts.shutDown() }

    /// Whether the program has an optional method.
    func serves(_ method: String) -> Bool { description.methods.contains(method) }

    /// Asks for `check` or `plan`, without the store.
    ///
    /// - Parameter accept: reads the answer, whose words may hold what the redactor knows.
    func look<Answer: Sendable>(
        _ method: String, _ params: JSON, for stack: StackFacts,
        accept: @Sendable @concurrent (JSON, Redactor) async throws -> Answer
    ) async throws -> Answer {
        let secrets = secrets(in: params["sections"] ?? [:], of: stack)
        limits.trace?.hide(secrets)
        let redactor = Redactor()
        let hidden = secrets.union(handedOut.values)
        hidden.forEach(redactor.remember)
        do {
            let listener = Listener(host: nil, stack: stack.name, hidden: hidden)
            return try await hosts.looking().request(method, params, Patience(limits.check), listener: listener) {
                try await accept($0, redactor)
            }
        } catch {
            // What there is to show of a look that failed is of no use.
            guard let problem = (error as? Diagnostic) ?? (error as? FailedOutput)?.problems.first else { throw error }
            throw redactor.redact(problem)
        }
    }

    /// The values of the secrets that its sections name: artifacts may hold what they should not.
    private func secrets(in sections: JSON, of stack: StackFacts) -> Set<String> {
        let resolver = SecretResolver(environment: environment, folder: stack.folder)
        return descriptor.secretTexts(in: sections).values.reduce(into: []) { $0.formUnion(resolver.values(in: $1)) }
    }

    func malformed(_ method: String, _ what: String) -> Diagnostic {
        Diagnostic(
            "plugin.protocol", "\(identity) answered `\(method)` with something else than promised: \(what)",
            at: identity.place,
            help: "this is a mistake in the plugin; see `\(method)` in docs/plugin-protocol.md"
        )
    }

    private func request<Answer: Sendable>(
        _ method: String, _ params: JSON, for step: Step<JSON, [ArtifactKind: JSON]>,
        accept: @Sendable @concurrent (JSON) async throws -> Answer,
        salvage: @Sendable @concurrent (FailedOutput) async -> any Error = { $0 }
    ) async throws -> Answer {
        let secrets = secrets(of: step)
        secrets.conceal()
        limits.trace?.hide(secrets.values)
        let hidden = secrets.values.union(handedOut.values)
        let listener = Listener(host: step.host, stack: step.stack.name, secrets: secrets, hidden: hidden)
        return try await hosts.working(in: step.host.ownFolders).request(
            method, params, patience, listener: listener, accept: accept, salvage: salvage)
    }

    private func secrets(of step: Step<JSON, [ArtifactKind: JSON]>) -> ProgramSecrets {
        ProgramSecrets(
            program: identity, descriptor: descriptor, sections: step.sections, host: step.host, handedOut: handedOut)
    }

    private func files(of step: Step<JSON, [ArtifactKind: JSON]>, _ cache: String) -> ArtifactFiles {
        let (host, store) = (step.host, step.host.store)
        let given = GivenFolders(
            scratch: host.scratch, folder: host.folder, others: [cache, step.stack.folder, "\(store.root)/sha256"])
        return ArtifactFiles(program: identity, store: store, given: given) { name, done, size in
            host.progress("check \(name)", done: done, total: size)
        }
    }

    private func observation(
        _ answer: JSON, known: JSON?, _ files: ArtifactFiles, _ step: Step<JSON, [ArtifactKind: JSON]>
    ) throws -> Observation<JSON> {
        let state = answer["state"]?.string
        if state == "absent" { return .absent }
        guard state == "present" || state == "drifted" else {
            throw malformed("observe", "`state` is neither `present`, `absent` nor `drifted`")
        }
        let fresh = answer["artifact"].flatMap { $0.object == nil ? nil : $0 }
        guard let found = try fresh.map({ try accepted($0, files, step) }) ?? known else {
            throw malformed("observe", "`artifact` is missing, and none was known before")
        }
        let detail = answer["detail"]?.string.map(PlainText.sentence) ?? "changed by somebody else"
        return state == "present" ? .present(found) : .drifted(found, detail: detail)
    }

    private func accepted(
        _ artifact: JSON, _ files: ArtifactFiles, _ step: Step<JSON, [ArtifactKind: JSON]>
    ) throws -> JSON {
        try secrets(of: step).checkAbsence(in: artifact, of: "artifact")
        let artifact = try files.adopted(artifact)
        try ArtifactShape.check(artifact, descriptor.provides, from: identity)
        return artifact
    }
}
