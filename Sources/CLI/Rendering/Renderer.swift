import RecuaCore

/// A reader of events that shows them to a person.
protocol Renderer: Sendable {
    func receive(_ event: Event)
    /// Leaves the screen in order. Called once, after the last event.
    func finish()
}
