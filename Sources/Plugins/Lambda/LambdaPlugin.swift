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
        try step.host.demandNetwork(for: "deploying to AWS")
        let template = step.input.values.2
        let account = account(step, region: template.region)
        let stack = stack(template.stackName, step, account)
        // The first call of AWS: credentials that are missing are told here, by its own error codes.
        try await stack.makeReady { step.host.log($0) }
        let deployment: Deployment
        do {
            deployment = try await deployed(step, stack, account)
        } catch let gone as Diagnostic where gone.code == LambdaFunction.gone {
            step.host.log("\(gone.message): deleting the stack `\(stack.name)` and making it anew")
            try await stack.delete { step.host.log($0) }
            deployment = try await deployed(step, stack, account)
        }
        try await leaveEarlierPlace(step)
        return deployment
    }

    private func deployed(
        _ step: Step<LambdaSections, Needs<Image, Published, Template>>, _ stack: CloudFormationStack,
        _ account: AWSAccount
    ) async throws -> Deployment {
        let (image, _, template) = step.input.values
        do {
            try await SAMDeployment(template: template).perform(step.host, account.environment)
        } catch let failure as Diagnostic where failure.code == "lambda.deploy" {
            throw await explained(failure, stack)
        }
        let outputs = try await stack.outputs()
        let facts = try await running(step, function(outputs.function, account))
        return outputs.deployment(of: template, image: image, function: facts)
    }

    public func observe(
        _ output: Deployment?, _ step: Step<LambdaSections, NoInput>
    ) async throws -> Observation<Deployment> {
        // A run that was cut off is repeated: deploying finds by itself what is there already.
        guard let output, let region = output.region, let name = output.resources["function"] else { return .absent }
        try step.host.demandNetwork(for: "looking at AWS")
        let account = account(step, region: region)
        let function = function(name, account)
        do {
            let drift = FunctionDrift(
                function: try await function.facts(), url: output.settings == nil ? nil : try await function.url())
            let differences = drift.differences(from: output)
            return differences.isEmpty ? .present(output) : .drifted(output, differences)
        } catch let gone as Diagnostic where gone.code == "aws.not-found" {
            let hasStack = try await stack(stackName(output, step), step, account).look() != nil
            return hasStack ? .drifted(output, detail: "its function was deleted") : .absent
        }
    }

    public func destroy(_ output: Deployment?, _ step: Step<LambdaSections, NoInput>) async throws {
        let region =
            try output?.region
            ?? AWSRegion.resolve(explicit: step.sections.lambda?.region, environment: step.host.environment)
        let account = account(step, region: region)
        try await account.checkMade(output)
        try await stack(stackName(output, step), step, account).delete { step.host.log($0) }
    }

    /// After the manifest has chosen another region or stack name, nothing else knows of the stack in the old place.
    private func leaveEarlierPlace(_ step: Step<LambdaSections, Needs<Image, Published, Template>>) async throws {
        let template = step.input.values.2
        guard let earlier = step.prior.flatMap({ try? $0.decode(Deployment.self) }), let region = earlier.region,
            let name = earlier.resources["stack"], name != template.stackName || region != template.region
        else { return }
        step.host.log("the stack has moved: deleting `\(name)` in \(region)")
        let account = account(step, region: region)
        try await account.checkMade(earlier)
        try await stack(name, step, account).delete { step.host.log($0) }
    }

    func account<Input>(_ step: Step<LambdaSections, Input>, region: String) -> AWSAccount {
        AWSAccount(region: region, profile: step.sections.lambda?.profile, environment: step.host.environment)
    }

    private func stackName(_ output: Deployment?, _ step: Step<LambdaSections, NoInput>) -> String {
        output?.resources["stack"] ?? step.sections.lambda?.stackName ?? "\(step.stack.project)-\(step.stack.name)"
    }

    func stack<Input>(
        _ name: String, _ step: Step<LambdaSections, Input>, _ account: AWSAccount
    ) -> CloudFormationStack {
        CloudFormationStack(name: name, account: account, owner: step.stack, pause: pause)
    }

    func function(_ name: String, _ account: AWSAccount) -> LambdaFunction {
        LambdaFunction(name: name, account: account, pause: pause)
    }
}
