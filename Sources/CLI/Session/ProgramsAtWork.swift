import RecuaCore
import Synchronization

/// The plugins of a command that may have started something: ended with it, whatever way it ends.
final class ProgramsAtWork: Sendable {
    private let providers = Mutex<[any StepProvider]>([])

    func add(_ provider: any StepProvider) { providers.withLock { $0.append(provider) } }

    /// Ends all that run still. Whoever asks afterwards begins anew.
    func end() async {
        let ending = providers.withLock { providers in
            defer { providers = [] }
            return providers
        }
        await withDiscardingTaskGroup { group in
            for provider in ending { group.addTask { await provider.shutDown() } }
        }
    }
}
