import RecuaCore

/// What a deployed template says of itself.
struct StackOutputs {
    let function: String
    private let arn: String
    private let url: String
    private let logGroup: String
    private let stack: String
    private let identifier: String

    /// - Throws: ``Diagnostic`` `lambda.outputs` when the stack is not one of ours.
    init(_ values: [String: String], stack: String, identifier: String) throws {
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

    func deployment(
        of template: Template, image: Image, function facts: FunctionFacts, digest: Digest
    ) -> Deployment {
        Deployment(
            target: LambdaPlugin.descriptor.name, url: url.hasSuffix("/") ? String(url.dropLast()) : url,
            auth: template.auth,
            isStreaming: template.isStreaming, region: template.region, modelName: image.modelName, imageDigest: digest,
            resources: [
                "function": function, "functionArn": arn, "lastModified": facts.lastModified, "stack": stack,
                "stackId": identifier, "logGroup": logGroup,
            ]
        )
    }
}
