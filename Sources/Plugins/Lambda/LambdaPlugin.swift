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
        let account = account(step.sections.lambda, region: template.region, step.host)
        let stack = CloudFormationStack(name: template.stackName, account: account, owner: step.stack, pause: pause)
        try await stack.makeReady { step.host.log($0) }
        let deployment = SAMDeployment(template: template)
        do {
            try await deployment.perform(step.host, account.environment)
        } catch let failure as Diagnostic where failure.code == "lambda.deploy" {
            var told = failure
            told.related = (try? await stack.failures()) ?? []
            throw told
        }
        let outputs = try await stack.outputs()
        let function = LambdaFunction(name: outputs.function, account: account, pause: pause)
        try await function.waitUntilReady()
        let running = try await function.imageDigest()
        guard running == published.digest else {
            throw Diagnostic(
                "lambda.image", "the function `\(outputs.function)` runs another image than the one that was deployed",
                help: "somebody else may be deploying it; run the command again"
            )
        }
        return outputs.deployment(of: template, image: image, digest: published.digest)
    }

    public func observe(_ output: Deployment?, _ step: Step<LambdaSections, NoInput>) async throws -> Observation<Deployment> {
        guard let output, let region = output.region, let function = output.resources["function"] else { return .absent }
        let account = account(step.sections.lambda, region: region, step.host)
        let name = output.resources["stack"] ?? stackName(step)
        guard try await CloudFormationStack(name: name, account: account, owner: step.stack, pause: pause).look() != nil else {
            return .absent
        }
        do {
            let running = try await LambdaFunction(name: function, account: account, pause: pause).imageDigest()
            return running == output.imageDigest ? .present(output) : .drifted(output, detail: "it runs another image")
        } catch let gone as Diagnostic where gone.code == "aws.not-found" {
            return .drifted(output, detail: "its function was deleted")
        }
    }

    public func destroy(_ output: Deployment?, _ step: Step<LambdaSections, NoInput>) async throws {
        let region = try output?.region ?? AWSRegion.resolve(explicit: step.sections.lambda?.region, environment: step.host.environment)
        let account = account(step.sections.lambda, region: region, step.host)
        let name = output?.resources["stack"] ?? stackName(step)
        try await CloudFormationStack(name: name, account: account, owner: step.stack, pause: pause).delete { step.host.log($0) }
    }

    private func stackName(_ step: Step<LambdaSections, NoInput>) -> String {
        step.sections.lambda?.stackName ?? "\(step.stack.project)-\(step.stack.name)"
    }

    private func account(_ section: LambdaSections.Keys?, region: String, _ host: StepHost) -> AWSAccount {
        var environment = host.environment
        if let profile = section?.profile { environment["AWS_PROFILE"] = profile }
        return AWSAccount(region: region, environment: environment)
    }
}
