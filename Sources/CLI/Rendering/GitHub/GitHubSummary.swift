import RecuaCore

/// A run as Markdown, for the page of a run of GitHub Actions.
enum GitHubSummary {
    /// Rows beyond this are counted: a summary may have 1 MiB.
    static let most = 100

    static func markdown(of result: RunResult, command: String) -> String {
        let (failed, others) = result.undone
        let stacks = failed + others + result.succeeded
        var lines = ["### `\(command)`: \(Summary.headline(result))", ""]
        guard !stacks.isEmpty else { return lines[0] + "\n\n" }
        lines += ["| | Stack | Result | Time |", "|---|---|---|---:|"]
        let steps = Dictionary(grouping: result.steps, by: \.name.stack)
        lines += stacks.prefix(most).map { row($0, steps[$0] ?? []) }
        if stacks.count > most { lines += ["", "… and \(Quantity.count(stacks.count - most, "more stack"))"] }
        return lines.joined(separator: "\n") + "\n\n"
    }

    private static func row(_ stack: String, _ steps: [StepResult]) -> String {
        let time = steps.map(\.duration).reduce(.zero, +)
        let mark = steps.allSatisfy(\.isGood) ? "✅" : steps.contains { !$0.problems.isEmpty } ? "❌" : "⏹️"
        return "| \(mark) | \(cell(stack)) | \(outcome(of: steps)) | \(Quantity.duration(time)) |"
    }

    private static func outcome(of steps: [StepResult]) -> String {
        if let step = steps.first(where: { !$0.problems.isEmpty }), let problem = step.problems.first {
            return "\(cell(step.name.plugin)): \(cell(problem.message)) (\(cell(problem.code)))"
        }
        if !steps.allSatisfy(\.isGood) { return "not finished" }
        let deployment = steps.first { $0.name.kind == .deployment }
        if case .removed = deployment?.outcome { return "removed" }
        if case .forgotten = deployment?.outcome { return "left alone" }
        if let url = (try? deployment?.artifact?.decode(Deployment.self))?.url { return cell(url) }
        let last = steps.last.flatMap { step in step.artifact.map { ArtifactText.line(step.name.kind, $0) } }
        return cell(last ?? "")
    }

    /// Text that Markdown takes as it is.
    private static func cell(_ text: String) -> String {
        DisplayText.line(text).map { "\\`*_{}[]<>|#~".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }
}
