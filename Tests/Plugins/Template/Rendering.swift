import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaTemplate

/// The two files that the plugin writes for a stack named `demo`, and what readers make of them.
struct Rendering {
    let template: String
    let configuration: String
    let artifact: Template

    /// - Parameters:
    ///   - function: the keys of `function:` that are written.
    ///   - weights: in bytes.
    init(
        _ function: JSON = [:], lambda: JSON = [:], weights: Int64 = 500 << 20, description: String? = nil,
        tags: [String: String] = [:], in folder: ScratchFolder
    ) async throws {
        let facts = StackFacts(
            name: "demo", project: "tests", target: "lambda", description: description, tags: tags, folder: folder.path
        )
        let digest = try #require(Digest("sha256:" + String(repeating: "ab", count: 32)))
        let step = Step(
            stack: facts, sections: try Self.sections(function, lambda: lambda),
            input: Needs(
                Image.testing(weightsSize: weights),
                Published(repository: "123456789012.dkr.ecr.us-east-1.amazonaws.com/llamas", digest: digest)
            ),
            token: "token",
            host: try StepHost.testing(folder: folder, environment: ["AWS_REGION": "us-east-1", "SECRET": "hunter2"])
        )
        artifact = try await TemplatePlugin().run(step)
        template = try Files.readText(artifact.template.path)
        configuration = try Files.readText(artifact.configuration.path)
    }

    /// The template as PyYAML reads it, with `{"Ref": …}` for `!Ref`.
    func parsedTemplate() async throws -> JSON { try await Self.parsed(template, "yaml.load(text, Loader)") }

    /// The configuration as Python's `tomllib` reads it.
    func parsedConfiguration() async throws -> JSON { try await Self.parsed(configuration, "tomllib.loads(text)") }

    /// Properties of the function, read back.
    func properties() async throws -> JSON {
        let resources = try await parsedTemplate()["Resources"]
        return try #require(resources?["Function"]?["Properties"])
    }

    static func sections(_ function: JSON = [:], lambda: JSON = [:]) throws -> TemplateSections {
        let canonical = try #require(FunctionSection.schema.canonical(Node(testing: function)))
        return try JSON.object(["function": canonical, "lambda": lambda]).decode(TemplateSections.self)
    }

    private static func parsed(_ text: String, _ expression: String) async throws -> JSON {
        let script = """
            import json, sys, tomllib, yaml
            class Loader(yaml.SafeLoader): pass
            Loader.add_constructor("!Ref", lambda loader, node: {"Ref": node.value})
            Loader.add_constructor("!GetAtt", lambda loader, node: {"Fn::GetAtt": node.value})
            text = sys.stdin.buffer.read().decode()
            print(json.dumps(\(expression)))
            """
        return try JSON(parsing: try await TestTools.python(script, input: text))
    }
}
