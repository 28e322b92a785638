public import RecuaCore
internal import Synchronization

/// Keeps every event of a run.
public final class EventLog: Sendable {
    private let events = Mutex<[Event]>([])

    public init() {}

    public var all: [Event] { events.withLock { $0 } }
    public var stream: EventStream { EventStream([{ event in self.events.withLock { $0.append(event) } }]) }

    /// Everything the events say, as text, to look for what must not be there.
    public var text: String { all.map { "\($0)" }.joined(separator: "\n") }
}
