import Glibc
import RecuaCore
import Synchronization

/// The end of the process from a signal's handler: once it has begun nothing more is put on record, as if the process had
/// been killed.
///
/// The run goes on for a moment while the programs that it listens to are killed. It would see them end, and call
/// cancelled what nobody has cleaned up: the next run would not look what is left of it.
enum Departure {
    private static let hasBegun = Atomic<Bool>(false)

    static func begin() { hasBegun.store(true, ordering: .sequentiallyConsistent) }

    /// Whoever comes to something that lasts after that waits for the end of the process.
    static let hook: CrashPoint.Hook = { _ in
        while hasBegun.load(ordering: .sequentiallyConsistent) { pause() }
    }
}
