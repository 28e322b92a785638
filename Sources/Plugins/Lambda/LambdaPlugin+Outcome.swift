import RecuaCore

/// What became of a `sam deploy`.
extension LambdaPlugin {
    /// The failure with what CloudFormation says about it, as far as it can be asked.
    func explained(_ failure: Diagnostic, _ stack: CloudFormationStack) async -> Diagnostic {
        var told = failure
        guard let description = try? await stack.look() else { return told }
        told.message += " and left it in \(CloudFormationStack.status(description))"
        told.related = (try? await stack.failures()) ?? []
        return told
    }

    /// What the function is once it can be called and runs the published image.
    func running(
        _ published: Published, _ function: LambdaFunction, _ log: (String) -> Void
    ) async throws -> FunctionFacts {
        let facts = try await function.ready()
        if facts.imageDigest == published.digest { return facts }
        // Somebody changed the function, and for CloudFormation there was nothing to do.
        log("the function `\(function.name)` runs another image than its stack says: setting it right")
        try await function.update(to: published.reference)
        let repaired = try await function.ready()
        if repaired.imageDigest == published.digest { return repaired }
        throw Diagnostic(
            "lambda.image", "the function `\(function.name)` runs another image than the one that was deployed",
            help: "somebody else may be deploying it; run the command again"
        )
    }
}
