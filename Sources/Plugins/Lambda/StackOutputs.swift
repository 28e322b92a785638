import RecuaCore

/// What a deployed template says of itself.
struct StackOutputs {
    let function: String
    private let arn: String
    private let url: String
    private let logGroup: String
    private let stack: String
    private let identifier: String

    /// - Parameter description: of CloudFormation.
    /// - Throws: ``Diagnostic`` `lambda.outputs` when the stack is not one of ours.
    init(_ description: JSON, stack: String) throws {
        var values: [String: String] = [:]
        for output in description["Outputs"]?.array ?? [] {
            if let key = output["OutputKey"]?.string { values[key] = output["OutputValue"]?.string }
        }
        try self.init(values, stack: stack, identifier: CloudFormationStack.identifier(description) ?? stack)
    }

    private init(_ values: [String: String], stack: String, identifier: String) throws {
        func value(_ key: String) throws -> String {
            guard let value = values[key], !value.isEmpty else {
                throw Diagnostic(
                    "lambda.outputs", "the CloudFormation stack `\(stack)` has no output `\(key)`",
                    help: "was its template changed by hand? `recua down` and `recua up` make it anew"
                )
            }
            return value
        }
        function = try value("FunctionName")
        arn = try value("FunctionArn")
        url = try value("FunctionUrl")
        logGroup = try value("LogGroup")
        self.stack = stack
        self.identifier = identifier
    }

    func deployment(of template: Template, image: Image, function facts: FunctionFacts) -> Deployment {
        deployment(
            auth: template.auth, isStreaming: template.isStreaming, region: template.region,
            modelName: image.modelName, settings: template.settings, function: facts)
    }

    /// - Parameter function: nil when it was deleted.
    func deployment(
        auth: Deployment.Auth, isStreaming: Bool, region: String, modelName: String,
        settings: FunctionSettings? = nil, function facts: FunctionFacts?
    ) -> Deployment {
        Deployment(
            target: LambdaPlugin.descriptor.name, url: url.hasSuffix("/") ? String(url.dropLast()) : url,
            auth: auth, isStreaming: isStreaming, region: region, modelName: modelName,
            imageDigest: facts?.imageDigest ?? Digest(of: ""),
            resources: [
                "function": function, "functionArn": arn, "lastModified": facts?.lastModified ?? "", "stack": stack,
                "stackId": identifier, "logGroup": logGroup,
            ],
            settings: settings
        )
    }
}
