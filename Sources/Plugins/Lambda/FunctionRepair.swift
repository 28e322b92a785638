import RecuaCore

/// What has to be set right of a function that CloudFormation believes to be as it was deployed.
struct FunctionRepair {
    let settings: FunctionSettings
    /// All variables that are asked for, secrets resolved.
    let environment: [String: String]
    let function: FunctionFacts
    let url: URLFacts

    var isNeeded: Bool { needsConfiguration || needsCeiling || needsURL }

    private var needsConfiguration: Bool {
        function.memory != settings.memory || function.timeout != settings.timeout
            || function.ephemeralStorage != settings.ephemeralStorage || function.environment != environment
    }

    private var needsCeiling: Bool { function.reservedConcurrency != settings.reservedConcurrency }

    private var askedURL: URLFacts { URLFacts(auth: settings.auth, isStreaming: settings.isStreaming) }
    private var needsURL: Bool { url != askedURL }

    /// - Parameter scratch: a folder for a file with secrets.
    func perform(on function: LambdaFunction, scratch: String) async throws {
        if needsConfiguration {
            try await function.configure(settings, environment: environment, scratch: scratch)
            // A function that is changing takes no other change.
            _ = try await function.ready()
        }
        if needsCeiling { try await function.limit(to: settings.reservedConcurrency) }
        if needsURL { try await function.update(askedURL) }
    }
}
