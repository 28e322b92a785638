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

    /// What the function is once it can be called and is what the template asks for.
    ///
    /// Whatever somebody changed by hand is set right here: for CloudFormation there was nothing to do.
    ///
    /// - Throws: ``Diagnostic`` ``LambdaFunction/gone`` when it was deleted, or its URL was.
    func running(
        _ step: Step<LambdaSections, Needs<Image, Published, Template>>, _ function: LambdaFunction
    ) async throws -> FunctionFacts {
        let (_, published, template) = step.input.values
        let facts = try await running(published, function) { step.host.log($0) }
        guard let settings = template.settings else { return facts }
        guard let url = try await function.url() else {
            throw Diagnostic(
                LambdaFunction.gone,
                "the URL of the function `\(function.name)` was deleted behind CloudFormation's back",
                help: "`recua down` and `recua up` make it anew"
            )
        }
        let secrets = try settings.secretVariables.compactMapValues { parameter in
            try template.secretParameters[parameter].map { try step.host.resolve(Secret(reference: $0)) }
        }
        let repair = FunctionRepair(
            settings: settings, environment: settings.environment.merging(secrets) { $1 }, function: facts, url: url)
        guard !repair.isNeeded else {
            step.host.log("the function `\(function.name)` was changed by hand: setting it right")
            try await repair.perform(on: function, scratch: step.host.scratch)
            return try await function.ready()
        }
        return facts
    }

    private func running(
        _ published: Published, _ function: LambdaFunction, _ log: (String) -> Void
    ) async throws -> FunctionFacts {
        let facts = try await function.ready()
        if facts.imageDigest == published.digest { return facts }
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
