import RecuaCore

/// A plugin that cannot be used, in the place of itself where something it made may be taken down: whatever needs it
/// fails with the reason, and the rest goes on.
struct UnusablePlugin: StepProvider {
    let name: String
    /// Why it cannot be used; at least one.
    let problems: [Diagnostic]

    var descriptor: PluginDescriptor {
        PluginDescriptor(
            name: name, version: "", summary: "", sections: [], needs: [],
            provides: ArtifactKind(rawValue: "unusable.\(name)"))
    }

    func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic] { problems }

    func run(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> JSON { throw Diagnostics(problems) }

    func observe(
        _ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>
    ) async throws -> Observation<JSON> {
        throw Diagnostics(problems)
    }

    func destroy(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws {
        throw Diagnostics(problems)
    }

    func shutDown() async {}
}
