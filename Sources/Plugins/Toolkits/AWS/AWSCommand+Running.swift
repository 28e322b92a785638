public import RecuaCore
import RecuaProcess

extension AWSCommand {
    /// Runs the call and gives its answer; an empty answer is `null`.
    ///
    /// - Throws: ``Diagnostic``: `aws.cli-missing`; for what AWS refused, by AWS's own error code,
    ///   `aws.credentials.expired`, `aws.credentials.invalid`, `aws.credentials.missing`, `aws.denied`,
    ///   `aws.not-found`, `aws.exists`, `aws.throttled`, or `aws.failed`.
    public func run() async throws -> JSON {
        let output = try await output()
        if let failure = AWSFailure(exitCode: output.exitCode, standardError: output.standardError) {
            throw failure.diagnostic(of: summary)
        }
        guard output.standardOutput.contains(where: { !$0.isWhitespace }) else { return .null }
        do {
            return try JSON(parsing: output.standardOutput)
        } catch {
            throw Diagnostic("aws.failed", "`\(summary)` did not answer with JSON", cause: error)
        }
    }

    /// How the process ended, and all it wrote.
    struct Output: Sendable {
        var exitCode: Int32
        var standardOutput: String
        var standardError: String
    }

    func output() async throws -> Output {
        do {
            let finished = try await process.run(hint: "install the AWS CLI: https://aws.amazon.com/cli/")
            guard case .exited(let code) = finished.status else { throw finished.diagnostic(for: process) }
            return Output(exitCode: code, standardOutput: finished.output, standardError: finished.errorOutput)
        } catch let diagnostic as Diagnostic where diagnostic.code == "process.missing" {
            throw Diagnostic("aws.cli-missing", "the AWS CLI, `aws`, is not installed", help: diagnostic.help)
        }
    }
}

/// The AWS CLI.
public enum AWS {
    /// Runs one call: `AWS.run(["cloudformation", "describe-stacks"], region: "us-east-1", environment: …)`.
    ///
    /// - Throws: as ``AWSCommand/run()``.
    public static func run(
        _ arguments: [String], region: String? = nil, environment: [String: String]
    ) async throws -> JSON {
        try await AWSCommand(arguments, region: region, environment: environment).run()
    }
}
