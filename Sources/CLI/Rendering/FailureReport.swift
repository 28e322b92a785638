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
                let kind = diagnostic.helping("", insteadOf: step.name.stack)
                if let place = places[kind] {
                    problems[place].steps.append(step)
                } else {
                    places[kind] = problems.count
                    problems.append(Problem(diagnostic: diagnostic, steps: [step]))
                }
            }
        }
        self.problems = problems
        let told = Set(problems.map(\.diagnostic))
        unrecorded = result.unrecorded.filter { !told.contains($0) }
        run = result.run
        self.workingFolder = workingFolder
    }

    /// Each problem, with the names of the steps that have it.
    var told: [(names: String, problem: Diagnostic)] { problems.map { (names($0.steps), helping($0)) } }

    func tell(_ output: Output) {
        for (problem, (names, diagnostic)) in zip(problems, told).prefix(Self.most) {
            output.tell("\n\(output.errorStyle(.bold, names))")
            output.report(diagnostic)
            if let text = log(of: problem, output.errorStyle) { output.tell(text) }
        }
        if problems.count > Self.most {
            let place = run.map { ": `recua history \($0)` lists them" } ?? ""
            output.tell("\n… and \(Quantity.count(problems.count - Self.most, "more problem"))\(place)")
        }
        if !unrecorded.isEmpty { output.tell("") }
        output.report(unrecorded)
    }

    /// What is typed for one stack, for all of them where they are few.
    private func helping(_ problem: Problem) -> Diagnostic {
        guard problem.steps.count > 1, let first = problem.steps.first?.name.stack else { return problem.diagnostic }
        // Several steps of one stack may have it.
        var seen: Set<String> = []
        let stacks = problem.steps.map(\.name.stack).filter { seen.insert($0).inserted }
        let words = stacks.count > Self.mostNames ? "STACK" : stacks.joined(separator: " ")
        return problem.diagnostic.helping(words, insteadOf: first)
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
