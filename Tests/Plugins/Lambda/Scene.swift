import RecuaCore
import RecuaTemplate
import RecuaTestSupport
import Testing

@testable import RecuaLambda

/// One stack of the suite's AWS, deployed and taken down as the engine would do it.
struct Scene {
    let aws: AWSEmulator
    let images: [Published]
    let folder: ScratchFolder
    let messages = StepMessages()
    /// Of the step; the stack is `tests-NAME`.
    let name: String
    var project = "tests"
    /// Of CloudFormation, when it is not `tests-NAME`.
    var stackName: String?
    /// What the step made last time.
    var prior: Deployment?
    var environment: [String: String]
    /// What the plugin does in place of waiting.
    var pause: @Sendable () async throws -> Void = { try await Task.sleep(for: .milliseconds(50)) }

    init(_ name: String, in folder: ScratchFolder) throws {
        let shared = try #require(EmulatedAWS.shared)
        aws = shared.aws
        images = shared.images
        environment = shared.aws.environment
        self.name = name
        self.folder = folder
    }

    /// - Parameters:
    ///   - image: which of ``images``.
    ///   - function: the keys of `function:` that are written; a public URL unless they say otherwise.
    func deploy(
        image: Int = 0, _ function: JSON = ["url": ["auth": "none"]], tags: [String: String] = [:]
    ) async throws -> Deployment {
        let published = images[image]
        let template = try await template(published, function, tags)
        let input = Needs(Image.testing(digest: published.digest), published, template)
        return try await plugin.run(try step(LambdaSections(), input: input))
    }

    /// Looks for what ``deploy(image:_:tags:)`` with the same arguments would make.
    func find(image: Int = 0, _ function: JSON = ["url": ["auth": "none"]]) async throws -> Observation<Deployment> {
        let published = images[image]
        let template = try await template(published, function, [:])
        let input = Needs(Image.testing(digest: published.digest), published, template)
        return try await plugin.find(try step(LambdaSections(), input: input))
    }

    func survey() async throws -> [Finding<Deployment>] {
        try await plugin.survey([try step(LambdaSections(), input: NoInput())])
    }

    func observe(_ deployment: Deployment?) async throws -> Observation<Deployment> {
        try await plugin.observe(deployment, try step(LambdaSections(), input: NoInput()))
    }

    func destroy(_ deployment: Deployment?) async throws {
        try await plugin.destroy(deployment, try step(LambdaSections(), input: NoInput()))
    }

    /// What CloudFormation says the stack is in; nil when there is none.
    func status() async throws -> String? {
        let stacks = try await aws.aws("cloudformation", "describe-stacks")["Stacks"]?.array ?? []
        return stacks.first { $0["StackName"]?.string == "tests-\(name)" }?["StackStatus"]?.string
    }

    private var plugin: LambdaPlugin { LambdaPlugin(pause: pause) }

    private func template(_ published: Published, _ function: JSON, _ tags: [String: String]) async throws -> Template {
        let schema = try #require(TemplatePlugin.descriptor.sections.first).schema
        let canonical = try #require(schema.canonical(Node(testing: function)))
        let sections: JSON = ["function": canonical, "lambda": ["stackName": .string(stackName ?? "tests-\(name)")]]
        return try await TemplatePlugin().run(
            try step(
                try sections.decode(TemplateSections.self), tags: tags,
                input: Needs(Image.testing(digest: published.digest), published)
            )
        )
    }

    private func step<Sections, Input>(
        _ sections: Sections, tags: [String: String] = [:], input: Input
    ) throws -> Step<Sections, Input> {
        let facts = StackFacts(name: name, project: project, target: "lambda", tags: tags, folder: folder.path)
        let host = try StepHost.testing(folder: folder, environment: environment, messages: messages)
        let prior = try prior.map { try JSON(encoding: $0) }
        return Step(stack: facts, sections: sections, input: input, prior: prior, token: "token", host: host)
    }
}

extension Observation {
    var isPresent: Bool { if case .present = self { true } else { false } }
    var isAbsent: Bool { if case .absent = self { true } else { false } }
    var drift: [String]? { if case .drifted(_, let differences) = self { differences.map(\.description) } else { nil } }
    var output: Output? {
        switch self {
        case .present(let output), .drifted(let output, _): output
        case .absent: nil
        }
    }
}

/// Lends a scene to `body`. What it deploys goes with the suite's emulator.
func withScene(_ name: String, _ body: (Scene) async throws -> Void) async throws {
    try await withScratchFolder { try await body(try Scene(name, in: $0)) }
}

/// The diagnostic with which `body` fails.
func diagnostic(_ body: () async throws -> some Sendable) async throws -> Diagnostic {
    do {
        _ = try await body()
    } catch let diagnostic as Diagnostic {
        return diagnostic
    }
    throw Diagnostic("test.no-error", "it was accepted")
}
