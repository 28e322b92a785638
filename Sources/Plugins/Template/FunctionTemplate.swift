import RecuaCore

/// The two files of a stack, as values: nothing is written here.
struct FunctionTemplate {
    let stack: StackFacts
    let function: FunctionSection
    let image: Image
    let published: Published
    let region: String
    let stackName: String

    /// Template parameter to the manifest's reference, for each variable that holds a secret.
    var secretParameters: [String: String] {
        Dictionary(secrets.map { (Self.parameter(for: $0.key), $0.value.reference) }) { first, _ in first }
    }

    var templateText: String { YAMLText.render(template) }

    /// The template as an ordered tree.
    private var template: YAMLText {
        .mapping([
            ("AWSTemplateFormatVersion", "2010-09-09"),
            ("Transform", "AWS::Serverless-2016-10-31"),
            ("Description", .string(stack.description ?? "\(stack.project)/\(stack.name), deployed by recua")),
            ("Parameters", parameters),
            ("Resources", .mapping([("Function", functionResource), ("LogGroup", logGroup)])),
            ("Outputs", outputs),
        ])
    }

    private var parameters: YAMLText {
        let uri = ("ImageUri", YAMLText.mapping([("Type", "String"), ("Description", "The image, by digest")]))
        let secret = YAMLText.mapping([("Type", "String"), ("NoEcho", .boolean(true))])
        return .mapping([uri] + secretParameters.keys.sorted().map { ($0, secret) })
    }

    private var functionResource: YAMLText {
        var properties: [(String, YAMLText)] = [
            ("PackageType", "Image"),
            ("ImageUri", .reference("ImageUri")),
            ("Description", .string("\(stack.name), served by recua")),
            ("Architectures", .list([.string(function.architecture.rawValue)])),
            ("MemorySize", .integer(memory)),
            ("Timeout", .integer(function.timeout)),
            ("EphemeralStorage", .mapping([("Size", .integer(function.ephemeralStorage))])),
        ]
        if let ceiling = function.reservedConcurrency {
            properties.append(("ReservedConcurrentExecutions", .integer(ceiling)))
        }
        properties += [
            ("Environment", .mapping([("Variables", variables)])),
            ("LoggingConfig", .mapping([("LogGroup", .reference("LogGroup"))])),
            ("FunctionUrlConfig", url),
            ("Tags", tags),
        ]
        return .mapping([("Type", "AWS::Serverless::Function"), ("Properties", .mapping(properties))])
    }

    private var memory: Int {
        switch function.memory {
        case .auto: MemorySize.automatic(weights: image.weightsSize)
        case .megabytes(let megabytes): megabytes
        }
    }

    /// The Lambda Web Adapter's variable that must agree with the URL's own mode.
    static let invokeMode = "AWS_LWA_INVOKE_MODE"

    /// The image brings what the Lambda Web Adapter needs to know of the server; how the URL answers is decided here.
    private var variables: YAMLText {
        let plain = plainVariables.mapValues { YAMLText.string($0) }
        let all = plain.merging(secretVariables.mapValues { .reference($0) }) { $1 }
        return .mapping(all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    private var plainVariables: [String: String] {
        let own = function.environment.filter { !$0.value.isReference }.mapValues(\.reference)
        return [Self.invokeMode: function.url.stream ? "response_stream" : "buffered"].merging(own) { $1 }
    }

    /// Variable to template parameter.
    private var secretVariables: [String: String] {
        Dictionary(secrets.map { ($0.key, Self.parameter(for: $0.key)) }) { first, _ in first }
    }

    /// What the template asks for, as a value.
    var settings: FunctionSettings {
        FunctionSettings(
            memory: memory, timeout: function.timeout, ephemeralStorage: function.ephemeralStorage,
            reservedConcurrency: function.reservedConcurrency,
            environment: plainVariables.filter { secretVariables[$0.key] == nil }, secretVariables: secretVariables,
            auth: function.url.auth, isStreaming: function.url.stream)
    }

    private var url: YAMLText {
        // SAM adds the two permissions of a public URL only when it reads the literal NONE.
        var keys: [(String, YAMLText)] = [
            ("AuthType", function.url.auth == .iam ? "AWS_IAM" : "NONE"),
            ("InvokeMode", function.url.stream ? "RESPONSE_STREAM" : "BUFFERED"),
        ]
        if let cors = function.url.cors {
            func strings(_ items: [String]) -> YAMLText { .list(items.map { .string($0) }) }
            keys.append(
                (
                    "Cors",
                    .mapping([
                        ("AllowOrigins", strings(cors.origins)), ("AllowMethods", strings(cors.methods)),
                        ("AllowHeaders", strings(cors.headers)),
                    ])
                )
            )
        }
        return .mapping(keys)
    }

    private var tags: YAMLText { .mapping(allTags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }) }

    /// Every deployment names its project and stack, so that the account itself says what is whose.
    var allTags: [String: String] {
        stack.tags.merging(["recua:project": stack.project, "recua:stack": stack.name]) { $1 }
    }

    private var logGroup: YAMLText {
        .mapping([
            ("Type", "AWS::Logs::LogGroup"), ("DeletionPolicy", "Delete"), ("UpdateReplacePolicy", "Delete"),
            (
                "Properties",
                .mapping([
                    ("LogGroupName", .string("/recua/\(stackName)")),
                    ("RetentionInDays", .integer(function.logRetention)),
                ])
            ),
        ])
    }

    private var outputs: YAMLText {
        func output(_ value: YAMLText) -> YAMLText { .mapping([("Value", value)]) }
        return .mapping([
            ("FunctionName", output(.reference("Function"))), ("FunctionArn", output(.attribute("Function.Arn"))),
            ("FunctionUrl", output(.attribute("FunctionUrl.FunctionUrl"))),
            ("LogGroup", output(.reference("LogGroup"))),
        ])
    }

    private var secrets: [(key: String, value: Secret)] {
        function.environment.filter(\.value.isReference).sorted { $0.key < $1.key }
    }

    /// Parameter names are letters and digits only: `_` becomes `Zu` and `Z` becomes `Zz`, so that no two variables meet.
    private static func parameter(for variable: String) -> String {
        "Variable" + variable.map { $0 == "_" ? "Zu" : $0 == "Z" ? "Zz" : String($0) }.joined()
    }
}
