import RecuaAWS
import RecuaCore
public import RecuaOCI

/// Finds the login for a registry: Amazon ECR's by way of the AWS CLI, all others' in Docker's configuration.
public struct RegistryLogin: Sendable {
    /// The variables it reads, for a plugin's descriptor.
    public static let variables = AWSCommand.variables + DockerConfig.variables + ["ALL_PROXY", "all_proxy"]

    private let environment: [String: String]

    public init(environment: [String: String]) { self.environment = environment }

    /// - Parameter host: as in image references: `localhost:5000`, `docker.io`.
    /// - Returns: nil when nothing is known; many registries need no login.
    /// - Throws: ``Diagnostic`` `aws.…`, `registry.login`, `registry.credentials.config`, `registry.credentials.helper`.
    public func credentials(for host: String) async throws -> RegistryCredentials? {
        guard let ecr = ECRHost(host) else { return try await docker(host) }
        do {
            return try await amazon(ecr)
        } catch {
            // Docker's login for ECR lives twelve hours and may have been made in another way.
            if let known = try await docker(host) { return known }
            throw error
        }
    }

    private func docker(_ host: String) async throws -> RegistryCredentials? {
        try await DockerConfig.load(environment: environment).credentials(for: host)
    }

    private func amazon(_ host: ECRHost) async throws -> RegistryCredentials {
        let answer = try await AWS.run(
            ["ecr", "get-authorization-token"], region: host.region, environment: environment)
        guard let token = answer["authorizationData"]?[0]?["authorizationToken"]?.string,
            let credentials = RegistryCredentials(base64: token)
        else { throw Diagnostic("registry.login", "`aws ecr get-authorization-token` did not answer with a token") }
        return credentials
    }
}
