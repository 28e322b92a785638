import RecuaCore

/// What running steps want to say when they have ended: as much as a line bears. The log has all of it.
struct StepNotices {
    /// Of one step.
    private static let most = 10
    /// Columns of the longest that is shown whole.
    static let longest = 300

    private struct Said {
        var shown: [String] = []
        var hidden = 0
    }

    private var open: [Event.StepName: Said] = [:]

    mutating func take(_ event: Event) {
        guard case .stepLog(let name, .notice, let message) = event else { return }
        if open[name, default: Said()].shown.count < Self.most {
            open[name, default: Said()].shown.append(DisplayText.cut(DisplayText.line(message), to: Self.longest))
        } else {
            open[name]?.hidden += 1
        }
    }

    /// The notices of a step that has ended, which are forgotten then.
    mutating func end(_ name: Event.StepName) -> [String] {
        guard let said = open.removeValue(forKey: name) else { return [] }
        return said.shown + (said.hidden > 0 ? ["and \(said.hidden) more in its log"] : [])
    }
}
