import RecuaCore
import RecuaSmoke

/// The smoke tests of a run, for people.
enum ReportTexts {
    /// Each tested stack's report, passed or not.
    static func reports(of result: RunResult) -> [(stack: String, report: Report)] {
        result.steps.compactMap { step in
            guard step.name.kind == .report else { return nil }
            let report = try? (step.artifact ?? step.evidence)?.decode(Report.self)
            return report.map { (step.name.stack, $0) }
        }
    }

    /// A headed table for each stack that was tested in this run.
    ///
    /// - Parameter most: of more stacks those that failed are shown, so many at most, and the others are counted.
    static func all(of result: RunResult, _ style: TextStyle, most: Int = .max) -> [String] {
        let untested = Set(result.steps.filter(isFreshReport).map(\.name.stack))
        let tested = reports(of: result).filter { !untested.contains($0.stack) }
        guard tested.count > most else { return tested.map { text($0.stack, $0.report, style) } }
        let failed = tested.filter { !$0.report.passed }
        let passed = "smoke tests of \(Quantity.count(tested.count - failed.count, "stack")) passed"
        let rest = failed.count > most ? ["… and \(failed.count - most) more failed"] : []
        return failed.prefix(most).map { text($0.stack, $0.report, style) } + rest + [passed]
    }

    private static func text(_ stack: String, _ report: Report, _ style: TextStyle) -> String {
        let verdict = report.passed ? style(.green, "passed") : style(.red, "failed")
        return "\(style(.bold, stack))  smoke test \(verdict)\n\(table(of: report))\n"
    }

    private static func table(of report: Report) -> String {
        var text = ReportTable.text(report, width: 100)
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }

    private static func isFreshReport(_ step: StepResult) -> Bool {
        if case .fresh = step.outcome { step.name.kind == .report } else { false }
    }
}
