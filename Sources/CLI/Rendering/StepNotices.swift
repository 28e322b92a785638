import RecuaCore

/// What running steps want to say when they have ended.
struct StepNotices {
    private var open: [Event.StepName: [String]] = [:]

    mutating func take(_ event: Event) {
        guard case .stepLog(let name, .notice, let message) = event else { return }
        open[name, default: []].append(DisplayText.line(message))
    }

    /// The notices of a step that has ended, which are forgotten then.
    mutating func end(_ name: Event.StepName) -> [String] { open.removeValue(forKey: name) ?? [] }
}
