import RecuaCore
import RecuaProcess

/// Where a deployment's server writes, and the well-kept program that shows it.
struct LogSource {
    private let deployment: Deployment
    /// From the end.
    private let lines: Int
    private let follows: Bool

    init(_ deployment: Deployment, lines: Int, follows: Bool) {
        self.deployment = deployment
        self.lines = lines
        self.follows = follows
    }

    /// - Throws: ``Diagnostic`` `logs.none`.
    func command(_ environment: [String: String]) throws -> Command {
        if let log = deployment.resources["log"] {
            return Command(
                "tail", ["-n", String(lines)] + (follows ? ["-F"] : []) + ["--", log], environment: environment)
        }
        if let group = deployment.resources["logGroup"] {
            let region = deployment.region.map { ["--region", $0] } ?? []
            return Command(
                "aws", ["logs", "tail", group, "--format", "short"] + region + (follows ? ["--follow"] : []),
                environment: environment
            )
        }
        throw Diagnostic(
            "logs.none", "`\(deployment.target)` does not say where what it deploys writes its logs",
            help: "look where it runs; `recua logs --run last` shows what the steps of the last run logged")
    }
}
