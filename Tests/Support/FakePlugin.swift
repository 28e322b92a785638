public import RecuaCore
internal import Synchronization

/// A plugin that does what a test says, and notes every call.
public struct FakePlugin: StepProvider {
    public typealias Running = Step<JSON, [ArtifactKind: JSON]>

    public var descriptor: PluginDescriptor
    public var onCheck: @Sendable (JSON, StackFacts) async throws -> [Diagnostic] = { _, _ in [] }
    public var onForecast: @Sendable (Outlook<JSON>) async throws -> [Forecast] = { _ in [] }
    public var onRun: @Sendable (Running) async throws -> JSON
    public var onObserve: @Sendable (JSON?, Running) async throws -> Observation<JSON> = { artifact, _ in
        artifact.map { .present($0) } ?? .absent
    }
    /// By default what ``onObserve`` says of nothing.
    public var onFind: (@Sendable (Running) async throws -> Observation<JSON>)?
    public var onSurvey: @Sendable ([Running]) async throws -> [Finding<JSON>] = { _ in [] }
    public var onDestroy: @Sendable (JSON?, Running) async throws -> Void = { _, _ in }
    public var onPin: @Sendable (String, Running) async throws -> Pin? = { _, _ in nil }
    public var onShutDown: @Sendable () async -> Void = {}
    private let calls: FakeCalls

    /// - Parameter onRun: by default the artifact is what the step was given.
    public init(
        _ descriptor: PluginDescriptor, calls: FakeCalls = FakeCalls(),
        onRun: @escaping @Sendable (Running) async throws -> JSON = { FakePlugin.echo($0) }
    ) {
        self.descriptor = descriptor
        self.calls = calls
        self.onRun = onRun
    }

    /// An artifact that changes whenever the sections or the consumed artifacts do.
    public static func echo(_ step: Running) -> JSON {
        let inputs = Dictionary(step.input.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
        return ["sections": step.sections, "inputs": .object(inputs)]
    }

    public func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic] {
        try await onCheck(sections, stack)
    }

    public func forecast(_ outlook: Outlook<JSON>) async throws -> [Forecast] { try await onForecast(outlook) }

    public func run(_ step: Running) async throws -> JSON {
        calls.add("run \(step.stack.name)/\(descriptor.name)")
        return try await onRun(step)
    }

    public func observe(_ artifact: JSON?, _ step: Running) async throws -> Observation<JSON> {
        calls.add("observe \(step.stack.name)/\(descriptor.name)")
        return try await onObserve(artifact, step)
    }

    public func find(_ step: Running) async throws -> Observation<JSON> {
        calls.add("find \(step.stack.name)/\(descriptor.name)")
        guard let onFind else { return try await onObserve(nil, step) }
        return try await onFind(step)
    }

    public func survey(_ steps: [Running]) async throws -> [Finding<JSON>] {
        calls.add("survey \(descriptor.name)")
        return try await onSurvey(steps)
    }

    public func destroy(_ artifact: JSON?, _ step: Running) async throws {
        calls.add("destroy \(step.stack.name)/\(descriptor.name)")
        try await onDestroy(artifact, step)
    }

    public func pin(_ pointer: String, _ step: Running) async throws -> Pin? { try await onPin(pointer, step) }

    public func shutDown() async { await onShutDown() }
}

/// What fake plugins were asked to do, in order: `run chat/image`.
public final class FakeCalls: Sendable {
    private let calls = Mutex<[String]>([])

    public init() {}

    public var all: [String] { calls.withLock { $0 } }

    /// All calls so far; then none.
    public func take() -> [String] {
        calls.withLock { calls in
            defer { calls = [] }
            return calls
        }
    }

    func add(_ call: String) { calls.withLock { $0.append(call) } }
}
