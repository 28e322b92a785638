import RecuaCore

/// What is said at the end of a run of all that failed in it: each problem once, with its place, a way out, and the end
/// of what the step logged.
struct FailureReport {
    /// Problems that are told; a run of a thousand stacks has them on record all the same.
    static let most = 20
    /// Names of steps that are told of one problem.
    private static let mostNames = 5
    /// Lines of a log that are told.
    private static let mostLines = 10

    private struct Problem {
        var diagnostic: Diagnostic
        var steps: [StepResult]
    }

    private let problems: [Problem]
    /// What kept the run's end off the record, unless a step has told it.
    private let unrecorded: [Diagnostic]
    private let run: Int64?
    private let workingFolder: String

    init(_ result: RunResult, workingFolder: String) {
        var places: [Diagnostic: Int] = [:]
        var problems: [Problem] = []
        for step in result.steps {
            for diagnostic in step.problems {
                if let place = places[diagnostic] {
                    problems[place].steps.append(step)
                } else {
                    places[diagnostic] = problems.count
                    problems.append(Problem(diagnostic: diagnostic, steps: [step]))
                }
            }
        }
        self.problems = problems
        unrecorded = result.unrecorded.filter { places[$0] == nil }
        run = result.run
        self.workingFolder = workingFolder
    }

    func tell(_ output: Output) {
        for problem in problems.prefix(Self.most) {
            output.tell("\n\(output.errorStyle(.bold, names(problem.steps)))")
            output.report(problem.diagnostic)
            if let text = log(of: problem, output.errorStyle) { output.tell(text) }
        }
        if problems.count > Self.most {
            let place = run.map { ": `recua history \($0)` lists them" } ?? ""
            output.tell("\n… and \(Quantity.count(problems.count - Self.most, "more problem"))\(place)")
        }
        if !unrecorded.isEmpty { output.tell("") }
        output.report(unrecorded)
    }

    /// `chat/image`, or `chat/image, embed/image and 298 more steps`.
    private func names(_ steps: [StepResult]) -> String {
        let names = steps.map { "\($0.name)" }
        guard names.count > Self.mostNames else { return names.joined(separator: ", ") }
        let shown = names.prefix(Self.mostNames).joined(separator: ", ")
        return "\(shown) and \(Quantity.count(names.count - Self.mostNames, "more step"))"
    }

    /// The last lines of what the first of its steps logged, and where the whole is; nil when it logged nothing else.
    private func log(of problem: Problem, _ style: TextStyle) -> String? {
        guard let path = problem.steps.first?.log else { return nil }
        let lines = StepLog.tail(path, limit: Self.mostLines + 1).filter { $0.level != .error }.suffix(Self.mostLines)
        guard !lines.isEmpty else { return nil }
        let words = lines.map { "  \(style(.dim, "│")) \(DisplayText.line($0.message))" }
        return (words + ["  \(style(.dim, "log:")) \(shown(path))"]).joined(separator: "\n")
    }

    /// As somebody in the working folder would name it.
    private func shown(_ path: String) -> String {
        path.hasPrefix("\(workingFolder)/") ? String(path.dropFirst(workingFolder.count + 1)) : path
    }
}
