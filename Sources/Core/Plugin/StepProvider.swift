/// What the engine sees of a plugin: JSON in, JSON out.
///
/// Compiled plugins get it through ``CompiledPlugin``; plugins that are programs implement it over a pipe.
public protocol StepProvider: Sendable {
    /// What it says of itself.
    var descriptor: PluginDescriptor { get }

    /// What it has against the sections, without I/O.
    func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic]
    /// What a run would do, in the plugin's words. Nothing may be asked of the network for it.
    func forecast(_ outlook: Outlook<JSON>) async throws -> [Forecast]
    /// Makes the artifact.
    func run(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> JSON
    /// Whether what a run made is still there and as it was left; of nil, what the token named.
    func observe(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Observation<JSON>
    /// Looks for what `run` would make, when no record of it is left.
    func find(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Observation<JSON>
    /// Looks for everything that runs left for the project of these stacks.
    func survey(_ steps: [Step<JSON, [ArtifactKind: JSON]>]) async throws -> [Finding<JSON>]
    /// Removes what a run made; what is gone already is no error.
    func destroy(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws
    /// What the source at `pointer` of the sections stands for now; nil when that cannot be told without its bytes.
    func pin(_ pointer: String, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Pin?
    /// Ends what the provider started. Called once, after the last step.
    func shutDown() async
}

extension StepProvider {
    public func forecast(_ outlook: Outlook<JSON>) async throws -> [Forecast] { [] }

    public func find(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Observation<JSON> {
        try await observe(nil, step)
    }

    public func survey(_ steps: [Step<JSON, [ArtifactKind: JSON]>]) async throws -> [Finding<JSON>] { [] }

    public func pin(_ pointer: String, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Pin? { nil }
}
