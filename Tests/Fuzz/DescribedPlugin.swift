import RecuaCore

/// A plugin that is there to be planned with.
struct DescribedPlugin: StepProvider {
    let descriptor: PluginDescriptor

    func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic] { [] }
    func run(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> JSON { .null }
    func observe(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Observation<JSON> {
        .absent
    }
    func destroy(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws {}
    func shutDown() async {}
}
