internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The open file of a lock that is held, and what is written in it.
///
/// Kept up while steps begin and end: one write of a few hundred bytes, never synced, and never a reason to fail.
final class HeldLock: Sendable {
    private struct State {
        var file: FileDescriptor?
        /// The folder it is in, locked as well.
        var folder: FileDescriptor?
        /// The text up to the steps that run, which are its last member.
        let head: String
        var running: [Event.StepName] = []
        /// Bytes of the text that was written last.
        var length = 0
    }

    private let state: Mutex<State>

    init(_ file: FileDescriptor, in folder: FileDescriptor?, _ holder: ProjectLock.Holder) {
        state = Mutex(State(file: file, folder: folder, head: Self.head(holder)))
        state.withLock { Self.write(&$0) }
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
            Self.write(&state)
        }
    }

    /// Gives the lock back.
    func release() {
        state.withLock { state in
            for file in [state.file, state.folder].compactMap(\.self) { Self.giveBack(file) }
            (state.file, state.folder) = (nil, nil)
        }
    }

    /// Closing alone would leave the lock to a child that was forked a moment ago and has not yet been replaced.
    static func giveBack(_ file: FileDescriptor) {
        _ = flock(file.rawValue, LOCK_UN)
        try? file.close()
    }

    /// In one write, and with blanks at the end: who reads meanwhile sees the old text or the new.
    private static func write(_ state: inout State) {
        guard let file = state.file else { return }
        var bytes = text(state)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(0, 1023 - bytes.count)))
        bytes.append(UInt8(ascii: "\n"))
        guard let count = try? file.writeAll(toAbsoluteOffset: 0, bytes) else { return }
        if count != state.length { _ = ftruncate(file.rawValue, off_t(count)) }
        state.length = count
    }

    private static func head(_ holder: ProjectLock.Holder) -> String {
        var members = (try? JSON(encoding: holder).object) ?? [:]
        members["steps"] = nil
        let comma = members.isEmpty ? "" : ","
        return "\(JSON.object(members).text().dropLast())\(comma)\"steps\":"
    }

    private static func text(_ state: State) -> [UInt8] {
        // Thousands may run in a row: the first of them say enough.
        let steps = JSON.array(state.running.prefix(20).map { .string("\($0)") })
        return Array("\(state.head)\(steps.text())}".utf8)
    }
}
