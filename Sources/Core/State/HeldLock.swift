internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The open file of a lock that is held, and what is written in it.
///
/// Kept up while steps begin and end: one write of a few hundred bytes, never synced, and never a reason to fail.
final class HeldLock: Sendable {
    private struct State {
        var file: FileDescriptor?
        var holder: ProjectLock.Holder
        var running: [Event.StepName] = []
    }

    private let state: Mutex<State>

    init(_ file: FileDescriptor, _ holder: ProjectLock.Holder) {
        state = Mutex(State(file: file, holder: holder))
        state.withLock { Self.write($0) }
    }

    deinit { release() }

    /// A reader of events.
    @Sendable func receive(_ event: Event) {
        state.withLock { state in
            switch event {
            case .stepStarted(let name, _): state.running.append(name)
            case .stepFinished(let name, _):
                guard let place = state.running.firstIndex(of: name) else { return }
                state.running.remove(at: place)
            default: return
            }
            // Thousands may run in a row: the first of them say enough.
            state.holder.steps = state.running.prefix(20).map { "\($0)" }
            Self.write(state)
        }
    }

    /// Gives the lock back.
    func release() {
        state.withLock { state in
            guard let file = state.file else { return }
            state.file = nil
            // Closing alone would leave the lock to a child that was forked a moment ago and has not yet been replaced.
            _ = flock(file.rawValue, LOCK_UN)
            try? file.close()
        }
    }

    /// In one write, and with blanks at the end: who reads meanwhile sees the old text or the new.
    private static func write(_ state: State) {
        guard let file = state.file, let text = try? JSON(encoding: state.holder).text() else { return }
        let blanks = String(repeating: " ", count: max(0, 1023 - text.utf8.count)) + "\n"
        guard let count = try? file.writeAll(toAbsoluteOffset: 0, (text + blanks).utf8) else { return }
        _ = ftruncate(file.rawValue, off_t(count))
    }
}
