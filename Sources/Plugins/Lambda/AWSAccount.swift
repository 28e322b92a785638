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
