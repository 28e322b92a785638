import RecuaAWS
public import RecuaCore

/// Deploys a rendered template to AWS Lambda with the SAM CLI.
public struct LambdaPlugin: Plugin {
    public static let descriptor = PluginDescriptor(
        name: "lambda", version: "1.0.0", summary: "AWS Lambda, through the SAM CLI",
        sections: [.init("lambda", LambdaSection.schema)],
        needs: Needs<Image, Published, Template>.kinds, provides: .deployment, work: .effect, facts: [.name, .project],
        environment: AWSCommand.variables + ["SAM_CLI_POLL_DELAY", "VIRTUAL_ENV", "PYTHONPATH"],
        fingerprintedEnvironment: ["AWS_PROFILE", "AWS_ENDPOINT_URL"]
    )

    /// Waits between two looks at a stack or function that is changing.
    private let pause: @Sendable () async throws -> Void

    public init() { self.init { try await Task.sleep(for: .seconds(2)) } }

    init(pause: @escaping @Sendable () async throws -> Void) { self.pause = pause }

    public func run(_ step: Step<LambdaSections, Needs<Image, Published, Template>>) async throws -> Deployment {
        let (image, published, template) = step.input.values
        let account = AWSAccount(
            region: template.region, profile: step.sections.lambda?.profile, environment: step.host.environment
        )
        let stack = CloudFormationStack(name: template.stackName, account: account, owner: step.stack, pause: pause)
        // The first call of AWS: credentials that are missing are told here, by its own error codes.
        try await stack.makeReady { step.host.log($0) }
        do {
            try await SAMDeployment(template: template).perform(step.host, account.environment)
        } catch let failure as Diagnostic where failure.code == "lambda.deploy" {
            throw await explained(failure, stack)
        }
        let outputs = try await stack.outputs()
        let function = LambdaFunction(name: outputs.function, account: account, pause: pause)
        let facts = try await running(published, function) { step.host.log($0) }
        return outputs.deployment(of: template, image: image, function: facts, digest: published.digest)
    }

    public func observe(_ output: Deployment?, _ step: Step<LambdaSections, NoInput>) async throws -> Observation<Deployment> {
        // A run that was cut off is repeated: deploying finds by itself what is there already.
        guard let output, let region = output.region, let name = output.resources["function"] else { return .absent }
        let account = AWSAccount(region: region, profile: step.sections.lambda?.profile, environment: step.host.environment)
        do {
            let facts = try await LambdaFunction(name: name, account: account, pause: pause).facts()
            guard facts.imageDigest == output.imageDigest else { return .drifted(output, detail: "it runs another image") }
            guard facts.lastModified == output.resources["lastModified"] else {
                return .drifted(
                    output, detail: "its settings were changed by somebody else; `recua down` and `recua up` bring them back")
            }
            return .present(output)
        } catch let gone as Diagnostic where gone.code == "aws.not-found" {
            let hasStack = try await stack(output, step, account).look() != nil
            return hasStack ? .drifted(output, detail: "its function was deleted") : .absent
        }
    }

    public func destroy(_ output: Deployment?, _ step: Step<LambdaSections, NoInput>) async throws {
        let environment = step.host.environment
        let region = try output?.region ?? AWSRegion.resolve(explicit: step.sections.lambda?.region, environment: environment)
        let account = AWSAccount(region: region, profile: step.sections.lambda?.profile, environment: environment)
        try await stack(output, step, account).delete { step.host.log($0) }
    }

    private func stack(_ output: Deployment?, _ step: Step<LambdaSections, NoInput>, _ account: AWSAccount) -> CloudFormationStack {
        let name = output?.resources["stack"] ?? step.sections.lambda?.stackName ?? "\(step.stack.project)-\(step.stack.name)"
        return CloudFormationStack(name: name, account: account, owner: step.stack, pause: pause)
    }

    /// The failure with what CloudFormation says about it, as far as it can be asked.
    private func explained(_ failure: Diagnostic, _ stack: CloudFormationStack) async -> Diagnostic {
        var told = failure
        guard let description = try? await stack.look() else { return told }
        told.message += " and left it in \(CloudFormationStack.status(description))"
        told.related = (try? await stack.failures()) ?? []
        return told
    }

    /// What the function is once it can be called and runs the published image.
    private func running(
        _ published: Published, _ function: LambdaFunction, _ log: (String) -> Void
    ) async throws -> LambdaFunction.Facts {
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
