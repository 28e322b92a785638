/// What the engine sees of a plugin: JSON in, JSON out.
///
/// Compiled plugins get it through ``CompiledPlugin``; plugins that are programs implement it over a pipe.
public protocol StepProvider: Sendable {
    var descriptor: PluginDescriptor { get }

    func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic]
    func run(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> JSON
    func observe(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Observation<JSON>
    func destroy(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws
    /// What the source at `pointer` of the sections stands for now; nil when that cannot be told without its bytes.
    func pin(_ pointer: String, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Pin?
    /// Ends what the provider started. Called once, after the last step.
    func shutDown() async
}

extension StepProvider {
    public func pin(_ pointer: String, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Pin? { nil }
}
