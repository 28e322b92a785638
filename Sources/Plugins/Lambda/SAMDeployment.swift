import RecuaCore
import RecuaProcess

/// One `sam deploy`, as a value until it is performed.
struct SAMDeployment {
    let template: Template

    /// The command line. Everything else is in the configuration file, secrets above all.
    static func arguments(template: String, configuration: String) -> [String] {
        [
            "deploy", "--template-file", template, "--config-file", configuration, "--no-confirm-changeset",
            "--no-fail-on-empty-changeset", "--no-progressbar",
        ]
    }

    /// The configuration with the values of secret parameters, which its last table takes.
    static func configuration(_ text: String, secrets: [String: String]) -> String {
        secrets.sorted { $0.key < $1.key }.reduce(text) { text, secret in
            // A basic string of TOML: its escapes are JSON's, and DEL must be escaped as well.
            text + "\(secret.key) = \(JSON.string(secret.value).text().replacing("\u{7F}", with: "\\u007F"))\n"
        }
    }

    /// - Throws: ``Diagnostic`` `lambda.sam-missing`, `aws.credentials.missing`, `aws.credentials.expired` or
    ///   `lambda.deploy` with SAM's last words.
    func perform(_ host: StepHost, _ environment: [String: String]) async throws {
        let secrets = try template.secretParameters.mapValues { try host.resolve(Secret(reference: $0)) }
        var configuration = template.configuration.path
        if !secrets.isEmpty {
            configuration = "\(host.scratch)/samconfig.toml"
            let text = try Files.readText(template.configuration.path)
            try Files.write(Self.configuration(text, secrets: secrets), to: configuration, mode: 0o600)
        }
        defer { if !secrets.isEmpty { try? Files.remove(configuration) } }
        let command = Command(
            "sam", Self.arguments(template: template.template.path, configuration: configuration),
            environment: environment.merging(["SAM_CLI_TELEMETRY": "0", "AWS_PAGER": ""]) { $1 }, folder: host.folder
        )
        let finished = try await run(command, host)
        guard !finished.succeeded else { return }
        throw Self.failure(finished)
    }

    private func run(_ command: Command, _ host: StepHost) async throws -> Finished {
        do {
            return try await command.run(
                hint: "pip install aws-sam-cli",
                onErrorLine: { line in host.log(line) }
            )
        } catch let missing as Diagnostic where missing.code == "process.missing" {
            throw Diagnostic(
                "lambda.sam-missing", "the SAM CLI, `sam`, is not installed", help: "pip install aws-sam-cli"
            )
        }
    }

    private static func failure(_ finished: Finished) -> Diagnostic {
        let lines = (finished.output + "\n" + finished.errorOutput).split(separator: "\n").filter { $0.contains { !$0.isWhitespace } }
        let last = lines.suffix(6).joined(separator: " / ")
        if finished.errorOutput.contains("Unable to locate credentials") || finished.errorOutput.contains("NoCredentialsError") {
            return Diagnostic(
                "aws.credentials.missing", "`sam deploy` found no AWS credentials", help: "log in with `aws sso login` or `aws login`"
            )
        }
        if finished.errorOutput.contains("ExpiredToken") {
            return Diagnostic("aws.credentials.expired", "the AWS credentials have expired", help: "log in again: `aws sso login`")
        }
        return Diagnostic("lambda.deploy", "`sam deploy` failed: \(last.suffix(600))")
    }
}
