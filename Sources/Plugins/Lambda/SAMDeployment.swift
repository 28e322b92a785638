import RecuaCore
import RecuaProcess
import Synchronization

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
            text + "\(secret.key) = \(JSON.string(word(secret.value)).text().replacing("\u{7F}", with: "\\u007F"))\n"
        }
    }

    /// - Throws: ``Diagnostic`` `lambda.sam-missing`, or `lambda.deploy` with SAM's last words.
    func perform(_ host: StepHost, _ environment: [String: String]) async throws {
        let secrets = try template.secretParameters.mapValues { try host.resolve(Secret(reference: $0)) }
        guard !secrets.isEmpty else {
            return try await perform(host, environment, configuration: template.configuration.path)
        }
        let configuration = "\(host.scratch)/samconfig.toml"
        defer { try? Files.remove(configuration) }
        let text = try Files.readText(template.configuration.path)
        try Files.write(Self.configuration(text, secrets: secrets), to: configuration, mode: 0o600)
        try await perform(host, environment, configuration: configuration)
    }

    private func perform(_ host: StepHost, _ environment: [String: String], configuration: String) async throws {
        let command = Command(
            "sam", Self.arguments(template: template.template.path, configuration: configuration),
            environment: environment.merging(["SAM_CLI_TELEMETRY": "0", "AWS_PAGER": ""]) { $1 }, folder: host.folder
        )
        // On standard output the CLI tells what becomes of each resource.
        let events = Mutex<[String]>([])
        let finished = try await run(command, host) { line in
            host.log(line, level: .debug)
            events.withLock { $0 = $0.suffix(Self.lastWords - 1) + [line] }
        }
        if !finished.succeeded { throw failure(events.withLock { $0 } + finished.errorLines) }
    }

    private static let lastWords = 20

    private func run(
        _ command: Command, _ host: StepHost, onOutputLine: @escaping @Sendable (String) -> Void
    ) async throws -> Finished {
        do {
            return try await command.run(onErrorLine: { host.log($0) }, onOutputLine: onOutputLine)
        } catch let missing as Diagnostic where missing.code == "process.missing" {
            throw Diagnostic(
                "lambda.sam-missing", "the SAM CLI, `sam`, is not installed", help: "pip install aws-sam-cli")
        }
    }

    /// - Parameter lines: what was said, standard error last.
    private func failure(_ lines: [String]) -> Diagnostic {
        var failure = Diagnostic("lambda.deploy", "`sam deploy` of the stack `\(template.stackName)` failed")
        let words = lines.filter { line in line.contains { !$0.isWhitespace } }.suffix(3).joined(separator: " ")
        failure.cause = String(words.suffix(600))
        return failure
    }

    /// The value as the SAM CLI reads it back unchanged: it takes one pair of quotes off, and the backslash from before
    /// a space or a quote.
    private static func word(_ value: String) -> String {
        let escaped = [" ", "\"", "'"].reduce(value) { $0.replacing("\\\($1)", with: "\\\\\($1)") }
        return "\"\(escaped)\""
    }
}

extension Finished {
    fileprivate var errorLines: [String] { errorOutput.split(whereSeparator: \.isNewline).map(String.init) }
}
