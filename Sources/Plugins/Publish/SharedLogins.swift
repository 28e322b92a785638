import RecuaCore
import RecuaOCI
import RecuaRegistries
import Synchronization

/// The logins of one run: stacks that publish to one registry ask for it once.
final class SharedLogins: Sendable {
    private let known = Mutex<[String: RegistryCredentials?]>([:])
    /// Those who ask at once wait for the first one's answer.
    private let gate = KeyedGate()

    /// - Returns: nil when nothing is known; many registries need no login.
    /// - Throws: as ``RegistryLogin/credentials(for:)``.
    func credentials(for host: String, environment: [String: String]) async throws -> RegistryCredentials? {
        try await gate.alone(with: host) {
            if let found = known.withLock({ $0[host] }) { return found }
            return try await asked(host, environment)
        }
    }

    /// Others than `refused`, which the registry does not take any more.
    func renewed(
        _ refused: RegistryCredentials?, for host: String, environment: [String: String]
    ) async throws -> RegistryCredentials? {
        try await gate.alone(with: host) {
            // Another stack may have asked since.
            if let found = known.withLock({ $0[host] }), found != refused { return found }
            return try await asked(host, environment)
        }
    }

    private func asked(_ host: String, _ environment: [String: String]) async throws -> RegistryCredentials? {
        let found = try await RegistryLogin(environment: environment).credentials(for: host)
        known.withLock { $0[host] = .some(found) }
        return found
    }
}
