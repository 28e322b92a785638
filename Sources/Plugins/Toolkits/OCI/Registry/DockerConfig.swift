public import RecuaCore
import RecuaProcess

/// The logins that `docker login` keeps: `config.json` in `DOCKER_CONFIG`, else in `~/.docker`.
public struct DockerConfig: Sendable {
    /// The variables it reads, for a plugin's descriptor.
    public static let variables = ["DOCKER_CONFIG"]

    private let json: JSON
    private let environment: [String: String]

    public init(_ json: JSON, environment: [String: String]) {
        self.json = json
        self.environment = environment
    }

    /// A missing file is an empty configuration.
    ///
    /// - Throws: ``Diagnostic`` `registry.docker-config` for a file that is not JSON.
    public static func load(environment: [String: String]) throws -> DockerConfig {
        let folder =
            environment["DOCKER_CONFIG"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(environment["HOME"] ?? "")/.docker"
        let path = "\(folder)/config.json"
        guard Files.exists(path) else { return DockerConfig([:], environment: environment) }
        do {
            return DockerConfig(try JSON(parsing: Files.read(path, limit: 4 << 20)), environment: environment)
        } catch {
            // The parser's own words could quote the file, which holds passwords.
            throw Diagnostic("registry.docker-config", "`\(path)` cannot be read as JSON")
        }
    }

    /// The login for a registry, if there is one. A credential helper of the registry's own is asked first.
    ///
    /// - Parameter host: as in image references: `localhost:5000`, `docker.io`.
    /// - Throws: ``Diagnostic`` `registry.credential-helper`.
    public func credentials(for host: String) async throws -> RegistryCredentials? {
        if let helper = json["credHelpers"]?[host]?.string { return try await ask(helper, about: host) }
        for name in Self.names(of: host) {
            guard let entry = json["auths"]?[name] else { continue }
            if let found = entry["auth"]?.string.flatMap({ RegistryCredentials(base64: $0) }) { return found }
            if let username = entry["username"]?.string, let password = entry["password"]?.string {
                return RegistryCredentials(username: username, password: password)
            }
        }
        guard let helper = json["credsStore"]?.string else { return nil }
        return try await ask(helper, about: host == "docker.io" ? "https://index.docker.io/v1/" : host)
    }

    private static func names(of host: String) -> [String] {
        let hub = host == "docker.io" ? ["https://index.docker.io/v1/", "index.docker.io", "registry-1.docker.io"] : []
        return hub + [
            host, "https://\(host)", "https://\(host)/", "https://\(host)/v2/", "https://\(host)/v1/", "http://\(host)",
        ]
    }

    /// The protocol of Docker's credential helpers: the host on standard input, JSON on standard output.
    private func ask(_ helper: String, about host: String) async throws -> RegistryCredentials? {
        let command = Command("docker-credential-\(helper)", ["get"], environment: environment, input: host)
        let finished: Finished
        do {
            finished = try await command.run(outputLimit: 1 << 20)
        } catch let diagnostic as Diagnostic {
            throw Diagnostic(
                "registry.credential-helper", "the credential helper `\(command.executable)` cannot be run",
                help: "install it, or remove it from Docker's `config.json`", cause: diagnostic
            )
        }
        // A helper that knows no login for the host ends with an exit code, and is no failure.
        guard finished.succeeded, let answer = try? JSON(parsing: finished.output),
            let username = answer["Username"]?.string, let secret = answer["Secret"]?.string, !username.isEmpty
        else { return nil }
        return RegistryCredentials(username: username, password: secret)
    }
}
