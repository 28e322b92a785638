internal import Synchronization

/// How much the steps of a run have said. Readers of events are told as much of each as its log may hold, and no more.
final class StepVolumes: Sendable {
    /// In bytes, with what stands around each message.
    static let limit = StepLogs.limit
    /// What stands around a message in a line of events.
    private static let frame = 256

    /// What becomes of a message.
    enum Verdict {
        case told
        /// The first that is too much.
        case overflows
        case dropped
    }

    private let said = Mutex<[Event.StepName: Int]>([:])

    /// True when nobody is told more.
    func isOver(_ name: Event.StepName) -> Bool { said.withLock { $0[name, default: 0] > Self.limit } }

    func take(_ message: String, of name: Event.StepName) -> Verdict {
        said.withLock { said in
            let before = said[name, default: 0]
            guard before <= Self.limit else { return .dropped }
            let after = before + message.utf8.count + Self.frame
            said[name] = after
            return after <= Self.limit ? .told : .overflows
        }
    }
}
