internal import RecuaCore

/// One hook of one stack.
struct HookStep: StepProvider {
    typealias Running = Step<JSON, [ArtifactKind: JSON]>

    static let version = "1"

    let name: String
    let descriptor: PluginDescriptor
    /// What it stands beside.
    private let anchor: ArtifactKind?
    private let clock: any Clock<Duration>

    /// What a hook is called, and its artifact too: `hooks.warm`, as it stands in the manifest.
    static func kind(of name: String) -> ArtifactKind { ArtifactKind(rawValue: "hooks.\(name)") }

    /// - Parameters:
    ///   - hook: canonical.
    ///   - anchor: what it stands beside.
    init(
        _ name: String, _ hook: JSON, needs: [ArtifactKind], at anchor: ArtifactKind? = nil,
        clock: any Clock<Duration>
    ) {
        let occasions = HookOccasion.all(of: hook)
        self.anchor = anchor
        self.name = name
        self.clock = clock
        let counting = Schema.object([.required(name, .object(HookSchema.counting))])
        descriptor = PluginDescriptor(
            name: "hooks.\(name)", version: Self.version, summary: "Runs a command",
            sections: [.init("hooks", counting)], hints: ["hooks.\(name)"], needs: needs,
            takesFailed: occasions.contains(.failure) ? Set(needs) : [],
            standsBy: occasions == [.failure] ? anchor : nil, provides: Self.kind(of: name),
            // It may change the world, but what it leaves there is not known, so nothing of it can be found or undone.
            work: .compute, facts: [.name, .project, .target], isRepeated: occasions.contains(.always),
            isMomentary: true,
            environment: hook["environment"]?.array?.compactMap(\.string) ?? [])
    }

    func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic] {
        HookCheck(name: name, hook: try hook(in: sections)).diagnostics
    }

    func forecast(_ outlook: Outlook<JSON>) async throws -> [Forecast] {
        [Forecast(.run, "run `\(try hook(in: outlook.sections).shown)`")]
    }

    func run(_ step: Running) async throws -> JSON {
        let hook = try hook(in: step.sections)
        let call = try HookCall(name, hook, step, failure: anchor.flatMap { step.failures[$0] })
        try await HookTries(name: name, hook: hook, host: step.host, clock: clock).run(call)
        return [
            "hook": .string(name), "summary": .string("ran `\(hook.shown)`"),
            "run": step.fingerprint.map { .string($0.description) } ?? .null,
        ]
    }

    /// What a hook did cannot be seen.
    func observe(_ artifact: JSON?, _ step: Running) async throws -> Observation<JSON> {
        artifact.map { .present($0) } ?? .absent
    }

    func destroy(_ artifact: JSON?, _ step: Running) async throws {}

    func shutDown() async {}

    private func hook(in sections: JSON) throws -> Hook { try (sections["hooks"]?[name] ?? .null).decode(Hook.self) }
}
