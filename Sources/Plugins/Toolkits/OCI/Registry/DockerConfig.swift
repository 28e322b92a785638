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
    /// - Throws: ``Diagnostic`` `registry.credentials.config` for a file that is not JSON.
    public static func load(environment: [String: String]) throws -> DockerConfig {
        let folder =
            environment["DOCKER_CONFIG"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(environment["HOME"] ?? "")/.docker"
        let path = "\(folder)/config.json"
        guard Files.exists(path) else { return DockerConfig([:], environment: environment) }
        do {
            return DockerConfig(try JSON(parsing: Files.read(path, limit: 4 << 20)), environment: environment)
        } catch {
            // The parser's own words could quote the file, which holds passwords.
            throw Diagnostic(
                "registry.credentials.config", "`\(path)` cannot be read as JSON",
                help: "mend it, or move it away and log in again with `docker login`"
            )
        }
    }

    /// The login for a registry, if there is one. A credential helper of the registry's own is asked first, then what
    /// the file itself holds, then the helper for all others.
    ///
    /// - Parameter host: as in image references: `localhost:5000`, `docker.io`.
    /// - Throws: ``Diagnostic`` `registry.credentials.helper`.
    public func credentials(for host: String) async throws -> RegistryCredentials? {
        let names = Self.names(of: host)
        let server = host == "docker.io" ? Self.hub : host
        if let helper = names.lazy.compactMap({ text(json["credHelpers"]?[$0]) }).first {
            return try await ask(helper, about: server)
        }
        if let known = names.lazy.compactMap({ Self.credentials(in: json["auths"]?[$0]) }).first { return known }
        guard let helper = text(json["credsStore"]) else { return nil }
        return try await ask(helper, about: server)
    }

    private static let hub = "https://index.docker.io/v1/"

    private static func names(of host: String) -> [String] {
        let names = host == "docker.io" ? [hub, "index.docker.io", "registry-1.docker.io"] : []
        return names + [
            host, "https://\(host)", "https://\(host)/", "https://\(host)/v2/", "https://\(host)/v1/", "http://\(host)",
        ]
    }

    private static func credentials(in entry: JSON?) -> RegistryCredentials? {
        if let token = entry?["identitytoken"]?.string, !token.isEmpty {
            return RegistryCredentials(identityToken: token)
        }
        if let found = entry?["auth"]?.string.flatMap({ RegistryCredentials(base64: $0) }) { return found }
        guard let username = entry?["username"]?.string, let password = entry?["password"]?.string else { return nil }
        return RegistryCredentials(username: username, password: password)
    }

    private func text(_ value: JSON?) -> String? {
        guard let text = value?.string, !text.isEmpty else { return nil }
        return text
    }

    /// The protocol of Docker's credential helpers: the host on standard input, JSON on standard output.
    private func ask(_ helper: String, about server: String) async throws -> RegistryCredentials? {
        let command = Command("docker-credential-\(helper)", ["get"], environment: environment, input: server)
        let finished: Finished
        do {
            finished = try await command.run(outputLimit: 1 << 20)
        } catch let diagnostic as Diagnostic {
            throw Diagnostic(
                "registry.credentials.helper", "the credential helper `\(command.executable)` cannot be run",
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
