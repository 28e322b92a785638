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
        throw Diagnostic("logs.none", "a deployment by `\(deployment.target)` says nothing of where its logs are")
    }
}
