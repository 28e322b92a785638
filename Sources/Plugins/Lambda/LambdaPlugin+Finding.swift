import RecuaAWS
public import RecuaCore

/// What is there when nothing is on record: CloudFormation stacks by their tags.
extension LambdaPlugin {
    public func find(
        _ step: Step<LambdaSections, Needs<Image, Published, Template>>
    ) async throws -> Observation<Deployment> {
        try step.host.demandNetwork(for: "looking at AWS")
        let (image, published, template) = step.input.values
        let account = account(step, region: template.region)
        let stack = stack(template.stackName, step, account)
        guard let description = try await stack.owned() else { return .absent }
        let outputs = try StackOutputs(description, stack: stack.name)
        let function = function(outputs.function, account)
        let facts: FunctionFacts
        do {
            facts = try await function.facts()
        } catch let gone as Diagnostic where gone.code == "aws.not-found" {
            let deployment = outputs.deployment(
                auth: template.auth, isStreaming: template.isStreaming, region: template.region,
                modelName: image.modelName, function: nil)
            return .drifted(deployment, detail: "its function was deleted")
        }
        let deployment = outputs.deployment(of: template, image: image, function: facts)
        let drift = FunctionDrift(function: facts, url: try await function.url())
        var differences = template.settings.map { drift.differences(from: $0) } ?? []
        if facts.imageDigest != published.digest {
            differences.insert(FunctionDrift.image(recorded: published.digest, found: facts.imageDigest), at: 0)
        }
        let tag = CloudFormationStack.tags(description)["recua:fingerprint"]
        if differences.isEmpty, tag != template.fingerprint?.hex {
            differences.append(Difference("it was deployed with other settings"))
        }
        return differences.isEmpty ? .present(deployment) : .drifted(deployment, differences)
    }

    public func survey(_ steps: [Step<LambdaSections, NoInput>]) async throws -> [Finding<Deployment>] {
        guard let host = steps.first?.host else { return [] }
        try host.demandNetwork(for: "looking at AWS")
        var places: [AWSPlace: Step<LambdaSections, NoInput>] = [:]
        for step in steps {
            let region = try AWSRegion.resolve(
                explicit: step.sections.lambda?.region, environment: step.host.environment)
            let place = AWSPlace(region: region, profile: step.sections.lambda?.profile)
            if places[place] == nil { places[place] = step }
        }
        return try await withThrowingTaskGroup(of: [Finding<Deployment>].self) { group in
            for (place, step) in places { group.addTask { try await self.survey(place, step) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func survey(
        _ place: AWSPlace, _ step: Step<LambdaSections, NoInput>
    ) async throws -> [Finding<Deployment>] {
        let account = account(step, region: place.region)
        let all = try await account.call("cloudformation", "describe-stacks")["Stacks"]?.array ?? []
        var findings: [Finding<Deployment>] = []
        for description in all {
            let tags = CloudFormationStack.tags(description)
            guard tags["recua:project"] == step.stack.project, let owner = tags["recua:stack"],
                [.deployable, .stuck].contains(StackState(CloudFormationStack.status(description)))
            else { continue }
            do {
                let deployment = try await deployment(description, of: owner, in: place.region, account)
                findings.append(Finding(stack: owner, output: deployment, by: step.stack.name))
            } catch let odd as Diagnostic where odd.code == "lambda.outputs" {
                step.host.log("\(odd.message): it is not recorded", level: .warning)
            }
        }
        return findings
    }

    /// What a stack of which no more is known than CloudFormation tells serves.
    private func deployment(
        _ description: JSON, of owner: String, in region: String, _ account: AWSAccount
    ) async throws -> Deployment {
        let outputs = try StackOutputs(description, stack: description["StackName"]?.string ?? "")
        let function = function(outputs.function, account)
        do {
            let (facts, url) = (try await function.facts(), try await function.url())
            return outputs.deployment(
                auth: url?.auth ?? .iam, isStreaming: url?.isStreaming ?? true, region: region, modelName: owner,
                function: facts)
        } catch let gone as Diagnostic where gone.code == "aws.not-found" {
            return outputs.deployment(auth: .iam, isStreaming: true, region: region, modelName: owner, function: nil)
        }
    }
}

/// Where on AWS stacks are looked for.
private struct AWSPlace: Hashable {
    var region: String
    var profile: String?
}

extension CloudFormationStack {
    /// CloudFormation's description of a stack that serves something and carries our names; nil when there is none.
    ///
    /// - Throws: ``Diagnostic`` `lambda.changing` while somebody changes it.
    fileprivate func owned() async throws -> JSON? {
        guard let description = try await look() else { return nil }
        let tags = Self.tags(description)
        guard tags["recua:project"] == owner.project, tags["recua:stack"] == owner.name else { return nil }
        switch StackState(Self.status(description)) {
        case .abandoned: return nil
        case .changing:
            throw Diagnostic(
                "lambda.changing", "the CloudFormation stack `\(name)` is in \(Self.status(description))",
                help: "somebody is changing it: run the command again when that is done")
        case .deployable, .stuck: return description
        }
    }
}
