public import RecuaCore
internal import Synchronization

/// What a step said while it ran.
public final class StepMessages: Sendable {
    private let messages = Mutex<[StepMessage]>([])

    public init() {}

    public var all: [StepMessage] { messages.withLock { $0 } }

    /// The texts of the log, oldest first.
    public var log: [String] {
        all.compactMap { if case .log(_, let message) = $0 { message } else { nil } }
    }

    /// What the step saved, oldest first.
    public var checkpoints: [JSON] { saved.withLock { $0 } }
    private let saved = Mutex<[JSON]>([])

    func save(_ checkpoint: JSON) { saved.withLock { $0.append(checkpoint) } }

    func add(_ message: StepMessage) { messages.withLock { $0.append(message) } }
}

extension StepHost {
    /// A host whose store and folders lie in `folder`: `store`, `stack`, `scratch`.
    ///
    /// - Parameters:
    ///   - environment: all that the step sees; nothing of the test's own environment.
    ///   - messages: where progress and log lines are collected.
    public static func testing(
        folder: ScratchFolder, environment: [String: String] = [:], isOffline: Bool = false,
        messages: StepMessages = StepMessages()
    ) throws -> StepHost {
        for name in ["store", "stack", "scratch"] { try Files.createFolder(folder.path(name)) }
        return StepHost(
            store: Store(root: folder.path("store")), folder: folder.path("stack"), scratch: folder.path("scratch"),
            environment: environment, executable: "/proc/self/exe", isOffline: isOffline,
            secrets: SecretResolver(environment: environment, folder: folder.path), saving: { messages.save($0) },
            report: { messages.add($0) }
        )
    }
}

extension StackFacts {
    /// A stack whose manifest lies in `folder`.
    public static func testing(folder: ScratchFolder, name: String = "demo", target: String = "local") -> StackFacts {
        StackFacts(name: name, project: "tests", target: target, folder: folder.path)
    }
}
