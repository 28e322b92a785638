import RecuaAWS
public import RecuaCore
import RecuaHTTP

/// Asks a deployed model what its stack's `smoke:` says, and reports the answers.
public struct SmokePlugin: Plugin {
    public struct Sections: Codable, Sendable {
        public var smoke: SmokeSection?
    }

    public static let descriptor = PluginDescriptor(
        name: "smoke", version: "1", summary: "Tests a deployed model over HTTP",
        sections: [.init("smoke", SmokeSchema.section)],
        needs: Input.kinds, provides: Report.kind, work: .network, isAlways: true,
        environment: AWSCommand.variables + ["ALL_PROXY", "all_proxy"]
    )

    /// The file in the step's folder that holds the last report, passed or not, as JSON.
    public static let reportFile = "report.json"

    public init() {}

    public func check(_ sections: Sections, in stack: StackFacts) -> [Diagnostic] {
        sections.smoke.map(SmokeCheck.diagnostics) ?? []
    }

    /// - Throws: ``FailedOutput`` with the report and `smoke.failed` when a case fails, what was expected and found as
    ///   related notes.
    ///   The whole report is in ``reportFile`` then, as it is when all pass.
    public func run(_ step: Step<Sections, Needs<Deployment>>) async throws -> Report {
        let host = step.host
        if (try? HTTPURL(step.input.values.url))?.isLoopback != true {
            try host.demandNetwork(for: "testing what is deployed elsewhere")
        }
        let suite = SmokeSuite(
            step.sections.smoke ?? SmokeSection(), environment: host.environment, secrets: { try host.resolve($0) },
            onCase: { test, done, total in
                host.progress("case", done: Int64(done), total: Int64(total), unit: .items)
                host.log(Self.line(test), level: test.passed ? .info : .warning)
            }
        )
        let report = try await suite.run(against: Endpoint(step.input.values))
        try Files.write(try JSON(encoding: report).prettyText(), to: "\(host.folder)/\(Self.reportFile)")
        try? host.keep(report, of: step.fingerprint)
        if !report.passed { throw try FailedOutput(report, Self.failure(report, stack: step.stack.name)) }
        return report
    }

    private static func line(_ test: Report.Case) -> String {
        let rate = test.tokensPerSecond.map { rate in
            ", \(Amount.decimal(rate, places: 1)) tokens a second\(test.isRateByClock == true ? " by the clock" : "")"
        }
        return "\(test.name): \(test.passed ? "ok" : "failed") in \(Amount.time(test.duration))\(rate ?? "")"
    }

    private static func failure(_ report: Report, stack: String) -> Diagnostic {
        let failed = report.cases.filter { !$0.passed }
        let count = report.cases.count
        return Diagnostic(
            "smoke.failed", "\(failed.count) of \(count) case\(count == 1 ? "" : "s") failed",
            help: "ask again with `recua smoke \(stack)`",
            related: failed.flatMap { test in test.failures.map { Diagnostic.Related("\(test.name): \($0)") } }
        )
    }
}
