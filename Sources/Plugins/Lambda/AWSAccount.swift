import RecuaAWS
import RecuaCore

/// Which account and region the calls go to.
struct AWSAccount: Sendable {
    let region: String
    let environment: [String: String]

    /// - Parameter profile: of the AWS CLI; goes before keys that the environment holds, which would win otherwise.
    init(region: String, profile: String?, environment: [String: String]) {
        var environment = environment
        if let profile {
            for key in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] { environment[key] = nil }
            environment["AWS_PROFILE"] = profile
        }
        self.region = region
        self.environment = environment
    }

    func call(_ arguments: String...) async throws -> JSON {
        try await AWS.run(arguments, region: region, environment: environment)
    }
}

extension AWSAccount {
    /// Makes sure that these credentials are of the account which a deployment was made in: in another one nothing would
    /// be found, and what costs money would be taken for gone.
    ///
    /// - Throws: ``Diagnostic`` `lambda.other-account`.
    func checkMade(_ deployment: Deployment?) async throws {
        // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID
        let parts = deployment?.resources["stackId"]?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard parts.count > 5, let own = try await call("sts", "get-caller-identity")["Account"]?.string else { return }
        guard own == parts[4] else {
            throw Diagnostic(
                "lambda.other-account",
                "it was deployed in the AWS account \(parts[4]), and these credentials are of \(own)",
                help: "use the credentials of \(parts[4]): set AWS_PROFILE, or `lambda: { profile: … }`"
            )
        }
    }
}
