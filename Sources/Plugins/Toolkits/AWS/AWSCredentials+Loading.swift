import RecuaCore

extension AWSCredentials {
    /// The credentials that the AWS CLI would use: the environment's own, else what `aws` finds (profiles, single
    /// sign-on, `credential_process`, instance roles).
    ///
    /// Starts no process when `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` are set.
    ///
    /// - Throws: ``Diagnostic`` `aws.credentials.missing`, `aws.credentials.expired`, `aws.cli-missing` …
    public static func load(environment: [String: String]) async throws -> AWSCredentials {
        if let credentials = AWSCredentials(environment: environment) { return credentials }
        let command = AWSCommand(["configure", "export-credentials", "--format", "process"], environment: environment)
        let output = try await command.output()
        guard output.exitCode != 2 else { throw tooOldCLI }
        guard output.exitCode == 0 else { throw missing(profile: environment["AWS_PROFILE"], output) }
        return try AWSCredentials(processOutput: output.standardOutput)
    }

    /// Reads the JSON of the `credential_process` protocol, version 1.
    init(processOutput text: String) throws {
        guard let json = try? JSON(parsing: text),
            let accessKeyID = json["AccessKeyId"]?.string,
            let secretAccessKey = json["SecretAccessKey"]?.string
        else {
            // What came may hold a secret, so none of it is shown.
            throw Diagnostic(
                "aws.credentials.unreadable", "`aws configure export-credentials` did not answer with credentials")
        }
        self.init(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: json["SessionToken"]?.string
        )
    }

    private static func missing(profile: String?, _ output: AWSCommand.Output) -> Diagnostic {
        let failure = AWSFailure(exitCode: output.exitCode, standardError: output.standardError)
        if let failure, failure.kind == .expiredCredentials {
            return failure.diagnostic(of: "aws configure export-credentials")
        }
        let profile = profile.map { " in the profile `\($0)`" } ?? ""
        var diagnostic = Diagnostic(
            "aws.credentials.missing", "there are no AWS credentials\(profile)",
            help: "log in with `aws sso login` or `aws login`, set up with `aws configure sso`, or export "
                + "`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`"
        )
        diagnostic.cause = failure?.message
        return diagnostic
    }

    /// Version 1 of the AWS CLI has no `export-credentials` and says so with exit code 2.
    private static var tooOldCLI: Diagnostic {
        Diagnostic(
            "aws.credentials.cli-version", "this version of `aws` cannot hand out credentials",
            help: "install version 2 of the AWS CLI, or export `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`"
        )
    }
}
