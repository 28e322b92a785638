import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization

@testable import RecuaFetch

/// One stack's `fetch` step in a scratch folder, with waits that take no time.
struct Fetching: Sendable {
    let folder: ScratchFolder
    let host: StepHost
    let messages: StepMessages
    let slept: Sleeps

    private let target: String
    private let limits: DownloadLimits

    init(
        _ folder: ScratchFolder, environment: [String: String] = [:], target: String = "local", isOffline: Bool = false,
        limits: DownloadLimits = DownloadLimits()
    ) throws {
        self.limits = limits
        self.folder = folder
        self.target = target
        messages = StepMessages()
        slept = Sleeps()
        // On a machine that has much to do, a server beside the tests may take longer than the usual ten seconds, and
        // would be asked twice.
        var all = ["HF_HOME": folder.path("huggingface"), "HOME": folder.path, "HF_HUB_ETAG_TIMEOUT": "600"]
        all.merge(environment) { $1 }
        host = try StepHost.testing(folder: folder, environment: all, isOffline: isOffline, messages: messages)
    }

    func run(_ model: ModelSection) async throws -> Model { try await run(FetchSections(model: model)) }

    /// - Parameter sections: as a manifest has them: `model`, and what is seen of others.
    func run(_ sections: JSON) async throws -> Model { try await run(sections.decode(FetchSections.self)) }

    private func run(_ sections: FetchSections) async throws -> Model {
        let plugin = FetchPlugin(retry: RetryPolicy(attempts: 4, sleep: slept.sleep), limits: limits)
        let step = Step(
            stack: StackFacts.testing(folder: folder, target: target), sections: sections, input: NoInput(), token: "t",
            host: host
        )
        return try await plugin.run(step)
    }

    /// Fetches weights beside an engine that is already there.
    func weights(_ source: Source) async throws -> Model.File {
        let engine = try folder.write(SampleModel.engine(), to: "engine", mode: 0o755)
        let model = try await run(ModelSection(engine: Source(url: engine), weights: source))
        guard let weights = model.weights else { throw Diagnostic("test.weights", "no weights") }
        return weights
    }

    /// Files of downloads that are not finished.
    var partials: [String] { (try? Files.list("\(host.store.root)/partial")) ?? [] }
}

/// A sleep that returns at once and remembers for how long it should have slept.
final class Sleeps: Sendable {
    private let durations = Mutex<[Duration]>([])

    var all: [Duration] { durations.withLock { $0 } }

    var sleep: @Sendable (Duration) async throws -> Void {
        { duration in self.durations.withLock { $0.append(duration) } }
    }
}
