internal import RecuaCore

/// One hook of one stack.
struct HookStep: StepProvider {
    typealias Running = Step<JSON, [ArtifactKind: JSON]>

    static let version = "1"

    let name: String
    let descriptor: PluginDescriptor
    private let clock: any Clock<Duration>

    /// What a hook is called, and its artifact too: `hooks.warm`, as it stands in the manifest.
    static func kind(of name: String) -> ArtifactKind { ArtifactKind(rawValue: "hooks.\(name)") }

    /// - Parameter hook: canonical.
    init(_ name: String, _ hook: JSON, needs: [ArtifactKind], clock: any Clock<Duration>) {
        self.name = name
        self.clock = clock
        let counting = Schema.object([.required(name, .object(HookSchema.counting))])
        descriptor = PluginDescriptor(
            name: "hooks.\(name)", version: Self.version, summary: "Runs a command",
            sections: [.init("hooks", counting)], hints: ["hooks.\(name)"], needs: needs, provides: Self.kind(of: name),
            // It may change the world, but what it leaves there is not known, so nothing of it can be found or undone.
            work: .compute, facts: [.name, .project, .target], isRepeated: hook["when"] == "always", isMomentary: true,
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
        let call = try HookCall(name, hook, step)
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
