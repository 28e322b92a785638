import RecuaAWS
public import RecuaCore

/// Renders an AWS SAM template and its `samconfig.toml`, with which `sam deploy` works by hand too.
public struct TemplatePlugin: Plugin {
    public static let descriptor = PluginDescriptor(
        name: "template", version: "1.1.0", summary: "AWS SAM templates",
        sections: [.init("function", FunctionSection.schema)], reads: ["lambda.region", "lambda.stackName"],
        needs: Needs<Image, Published>.kinds, provides: .template, work: .compute,
        facts: [.name, .project, .description, .tags], environment: ["AWS_REGION", "AWS_DEFAULT_REGION"],
        fingerprintedEnvironment: ["AWS_REGION", "AWS_DEFAULT_REGION"]
    )

    public init() {}

    public func check(_ sections: TemplateSections, in stack: StackFacts) -> [Diagnostic] {
        FunctionChecks.diagnostics(for: sections.function, in: stack)
    }

    public func run(_ step: Step<TemplateSections, Needs<Image, Published>>) async throws -> Template {
        let (image, published) = step.input.values
        let function = step.sections.function
        guard function.architecture.imageName == image.architecture else {
            throw Diagnostic(
                "template.architecture",
                "the image is built for \(image.architecture), the function runs on \(function.architecture.rawValue)",
                pointer: "/function/architecture", help: "change `function.architecture` or the model"
            )
        }
        let region = try AWSRegion.resolve(explicit: step.sections.lambda?.region, environment: step.host.environment)
        let stackName = step.sections.lambda?.stackName ?? "\(step.stack.project)-\(step.stack.name)"
        let rendering = FunctionTemplate(
            stack: step.stack, function: function, image: image, published: published, region: region,
            stackName: stackName
        )
        return Template(
            template: try Self.write(rendering.templateText, to: "\(step.host.folder)/template.yaml"),
            configuration: try Self.write(rendering.configurationText, to: "\(step.host.folder)/samconfig.toml"),
            stackName: stackName, region: region, secretParameters: rendering.secretParameters,
            auth: function.url.auth, isStreaming: function.url.stream, settings: rendering.settings,
            fingerprint: rendering.fingerprint
        )
    }

    private static func write(_ text: String, to path: String) throws -> StoredFile {
        try Files.write(text, to: path)
        return StoredFile(path: path, sha256: Digest(of: text), size: Int64(text.utf8.count))
    }
}
