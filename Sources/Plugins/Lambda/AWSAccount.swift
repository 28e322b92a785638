import RecuaAWS
import RecuaCore

/// Which account and region the calls go to.
struct AWSAccount: Sendable {
    var region: String
    var environment: [String: String]

    func call(_ arguments: String...) async throws -> JSON {
        try await AWS.run(arguments, region: region, environment: environment)
    }
}
