import RecuaCore

/// What is said of one step, as a line.
enum StepText {
    /// The step's end; nil for one that did not have to run.
    ///
    /// - Parameters:
    ///   - notices: what it wants to say.
    ///   - width: of the column of step names.
    static func line(
        _ name: Event.StepName, _ result: StepResult, _ notices: [String], width: Int, _ style: TextStyle
    ) -> String? {
        let step = DisplayText.pad("\(name)", to: width)
        let time = style(.dim, Quantity.duration(result.duration))
        switch result.outcome {
        case .done(let artifact):
            let words = ([ArtifactText.line(name.kind, artifact)] + notices).joined(separator: "; ")
            return "\(style(.green, "✓")) \(step)  \(words)  \(time)"
        case .adopted(let artifact):
            return
                "\(style(.green, "✓")) \(step)  \(ArtifactText.line(name.kind, artifact))  \(style(.dim, "found finished"))"
        case .removed: return "\(style(.green, "✓")) \(step)  removed  \(time)"
        case .forgotten(_, let reason):
            return "\(style(.yellow, "–")) \(step)  left alone: \(DisplayText.line(reason))"
        case .fresh, .idle, .looked(.known), .looked(.absent), .looked(.left): return nil
        case .looked(.conflict): return "\(style(.red, "✗")) \(step)  more than one says it is this"
        case .failed(let problems):
            // The whole of it is told at the end of the run.
            let whole = DisplayText.line(problems.first?.message ?? "failed")
            let problem = DisplayText.cut(whole, to: StepNotices.longest)
            return "\(style(.red, "✗")) \(step)  \(problem)  \(time)"
        case .cancelled: return "\(style(.yellow, "–")) \(step)  cancelled"
        case .blocked(let cause): return "\(style(.yellow, "–")) \(step)  not run: \(cause) did not finish"
        }
    }

    /// A message of the step that everybody should see as it comes; nil for lesser ones.
    static func log(
        _ name: Event.StepName, _ level: StepMessage.Level, _ message: String, _ style: TextStyle
    ) -> String? {
        guard level == .warning || level == .error else { return nil }
        let text = message.split(whereSeparator: \.isNewline).map { DisplayText.line(String($0)) }.joined(
            separator: "\n  ")
        return "\(style(level == .error ? .red : .yellow, "\(level.rawValue):")) \(name): \(text)"
    }
}
