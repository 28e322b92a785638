import RecuaCore

/// Changes past CloudFormation, which believes that all is as it was deployed.
extension LambdaFunction {
    /// Makes the function run an image.
    func update(to image: String) async throws {
        _ = try await account.call("lambda", "update-function-code", "--function-name", name, "--image-uri", image)
    }

    /// Brings the settings back.
    ///
    /// - Parameters:
    ///   - environment: all variables, secrets among them: they travel in a file that only the user can read.
    ///   - scratch: the folder of that file.
    func configure(_ settings: FunctionSettings, environment: [String: String], scratch: String) async throws {
        let file = "\(scratch)/function.json"
        defer { try? Files.remove(file) }
        let input = Self.configuration(name, settings, environment: environment)
        try Files.write(input.text(), to: file, mode: 0o600)
        _ = try await account.call("lambda", "update-function-configuration", "--cli-input-json", "file://\(file)")
    }

    static func configuration(
        _ name: String, _ settings: FunctionSettings, environment: [String: String]
    ) -> JSON {
        [
            "FunctionName": .string(name), "MemorySize": .integer(Int64(settings.memory)),
            "Timeout": .integer(Int64(settings.timeout)),
            "EphemeralStorage": ["Size": .integer(Int64(settings.ephemeralStorage))],
            "Environment": ["Variables": .object(environment.mapValues { .string($0) })],
        ]
    }

    /// - Parameter ceiling: nil for none.
    func limit(to ceiling: Int?) async throws {
        if let ceiling {
            _ = try await account.call(
                "lambda", "put-function-concurrency", "--function-name", name, "--reserved-concurrent-executions",
                "\(ceiling)")
        } else {
            _ = try await account.call("lambda", "delete-function-concurrency", "--function-name", name)
        }
    }

    func update(_ url: URLFacts) async throws {
        _ = try await account.call(
            "lambda", "update-function-url-config", "--function-name", name, "--auth-type", url.authType,
            "--invoke-mode", url.invokeMode)
    }
}
