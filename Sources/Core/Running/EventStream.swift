internal import Synchronization

/// Hands every event to every reader, one at a time and in one order.
public final class EventStream: Sendable {
    /// A reader of events. Called from one thread at a time; it must not wait.
    public typealias Reader = @Sendable (Event) -> Void

    private let readers: [Reader]
    private let turn = Mutex(())

    public init(_ readers: [Reader]) { self.readers = readers }

    /// Hands the event to every reader before it returns. A reader that sends an event itself waits for ever.
    public func send(_ event: Event) {
        turn.withLock { _ in
            for reader in readers { reader(event) }
        }
    }
}
