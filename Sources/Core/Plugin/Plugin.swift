/// Code that turns artifacts into one new artifact.
///
/// The engine hands over checked sections and finished artifacts, and keeps what comes back. It calls `run` for several
/// stacks at once; a plugin holds no state of its own between calls but what is safe to share.
///
/// Declare `needs` and `provides` of the descriptor from `Input.kinds` and `Output.kind`.
public protocol Plugin: Sendable {
    /// A `Codable` with one property for each section in ``PluginDescriptor/sections``, and for each section of which
    /// ``PluginDescriptor/reads`` or ``PluginDescriptor/hints`` name keys. Defaults of the schemas are filled in before it is decoded; a section
    /// that is not written and whose schema has required keys is missing, so its property is optional.
    associatedtype Sections: Codable & Sendable
    /// The artifacts it consumes: ``Needs``.
    associatedtype Input: ArtifactSet
    /// The artifact it makes.
    associatedtype Output: Artifact

    /// What it says of itself. Must be the same in every process: nothing of the machine enters it.
    static var descriptor: PluginDescriptor { get }

    /// Looks for what the schema cannot express. No I/O, no waiting.
    ///
    /// - Returns: diagnostics placed by ``Diagnostic/pointer`` (`/server/arguments/0`).
    func check(_ sections: Sections, in stack: StackFacts) -> [Diagnostic]

    /// Says what a run would do, without asking anybody: no network, no process, and no reading of large files, since a
    /// plan may ask for a thousand stacks at once. By default nothing, and a plan shows the step alone.
    ///
    /// - Returns: at best one forecast for each thing that is moved, made, changed or removed; what cannot be known yet
    ///   is said in general words, or left out.
    func forecast(_ outlook: Outlook<Sections>) -> [Forecast]

    /// Produces the artifact. Must leave nothing half-done behind on cancellation: throw `CancellationError`.
    ///
    /// - Throws: ``Diagnostic`` with a code of the plugin's own (`fetch.checksum`). Other errors are wrapped.
    func run(_ step: Step<Sections, Input>) async throws -> Output

    /// Looks whether what a run made is still there and as it was left. Called for effects, and for what
    /// ``PluginDescriptor/isObserved`` says it of.
    ///
    /// - Parameter output: nil when a run was cut off before it answered, and when ``destroy(_:_:)`` was, or failed; look
    ///   for what `step.token` named. What is still on its way to be removed is not present.
    func observe(_ output: Output?, _ step: Step<Sections, NoInput>) async throws -> Observation<Output>

    /// Looks for what `run` would make, when no record of it is left: by names, tags or files. Makes nothing itself.
    ///
    /// By default ``observe(_:_:)`` of nothing, with an empty token.
    ///
    /// - Returns: `.present` when a run would change nothing; `.drifted` for what was made of something else, which
    ///   what carries `step.fingerprint`, or anything that follows from the input, tells.
    func find(_ step: Step<Sections, Input>) async throws -> Observation<Output>

    /// Looks for everything that runs left for a project, of stacks that the manifest does not have any more as well.
    /// Called for effects. By default nothing is found.
    ///
    /// - Parameter steps: one for each stack of the manifest; there is at least one.
    func survey(_ steps: [Step<Sections, NoInput>]) async throws -> [Finding<Output>]

    /// Removes what a run made. Idempotent: what is already gone is no error.
    func destroy(_ output: Output?, _ step: Step<Sections, NoInput>) async throws

    /// What a source of the sections stands for now, for the lock file.
    ///
    /// By default nil: then the step is run, when it needs no artifacts and is no effect, and the file is taken that
    /// its artifact has under the source's key.
    ///
    /// - Parameter pointer: a JSON pointer to the source, a text or a mapping: `/model/weights`.
    /// - Returns: nil when it cannot be told without a run.
    func pin(_ pointer: String, _ step: Step<Sections, NoInput>) async throws -> Pin?

    /// A command has done with its plugins: what one keeps between its steps is for that command alone. By default
    /// nothing is kept.
    func shutDown() async
}

extension Plugin {
    public func check(_ sections: Sections, in stack: StackFacts) -> [Diagnostic] { [] }

    public func forecast(_ outlook: Outlook<Sections>) -> [Forecast] { [] }

    public func observe(_ output: Output?, _ step: Step<Sections, NoInput>) async throws -> Observation<Output> {
        output.map { .present($0) } ?? .absent
    }

    public func find(_ step: Step<Sections, Input>) async throws -> Observation<Output> {
        try await observe(nil, step.with(sections: step.sections, input: NoInput()))
    }

    public func survey(_ steps: [Step<Sections, NoInput>]) async throws -> [Finding<Output>] { [] }

    public func destroy(_ output: Output?, _ step: Step<Sections, NoInput>) async throws {}

    public func pin(_ pointer: String, _ step: Step<Sections, NoInput>) async throws -> Pin? { nil }

    public func shutDown() async {}
}

/// No artifacts: what `observe` and `destroy` are given, since those that a run consumed may be gone by then.
// Without the space `<>` is read as an operator, which the formatter does not know.
// swift-format-ignore
public typealias NoInput = Needs< >
