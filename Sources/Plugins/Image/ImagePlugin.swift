public import RecuaCore
import RecuaOCI

/// Makes an OCI image of a model without a container engine: layers that are described, not written, above a base.
public struct ImagePlugin: Plugin {
    /// Stacks that share a file make its layer's digests once.
    private let gate = KeyedGate()

    public init() {}

    public static let descriptor = PluginDescriptor(
        name: "image", version: "1.0.0", summary: "Container images, built without a container engine",
        sections: [.init("image", ImageSection.schema), .init("server", ServerSection.schema)],
        reads: ["function.architecture"], needs: Needs<Model>.kinds, provides: Image.kind, work: .compute,
        facts: [.name, .target], environment: ImageFetching.variables
    )

    public func check(_ sections: ImageSections, in stack: StackFacts) -> [Diagnostic] {
        ServerArguments.problems(sections.server?.arguments ?? []) + (sections.image?.problems ?? [])
    }

    public func run(_ step: Step<ImageSections, Needs<Model>>) async throws -> Image {
        let model = step.input.values
        let architecture = try architecture(of: step)
        let base = try await base(of: step, architecture)
        let files = try ModelFiles(model, store: step.host.store)
        let problems = files.program.problems(
            on: architecture, isAlone: base.isScratch, name: files.programName)
        try report(problems, step)
        var layers = try await layers(of: files, architecture, step)
        let adapter = try await adapter(of: step, architecture)
        if let adapter { layers.append(adapter) }
        let server = ServerArguments(step.sections.server, alias: step.stack.name)
        let image = ImageRecipe(
            architecture: architecture, base: base, layers: layers,
            entrypoint: files.command + server.words(model: files.weightsArguments),
            environment: environment(step.sections.image, port: server.port, hasAdapter: adapter != nil),
            labels: step.sections.image?.labels ?? [:], port: server.port, modelName: server.alias,
            weightsSize: files.weightsSize
        ).image()
        try lint(image, architecture, step)
        return image
    }

    /// The function's; for another target than `lambda`, this machine's, since that is where the image will run.
    private func architecture(of step: Step<ImageSections, Needs<Model>>) throws -> Architecture {
        guard step.stack.target == "lambda" else { return .machine }
        let name = step.sections.function?.architecture ?? "x86_64"
        guard let architecture = Architecture(lambdaName: name) else {
            throw Diagnostic(
                "image.architecture", "`\(name)` is not an architecture of Lambda", pointer: "/function/architecture")
        }
        return architecture
    }

    private func base(of step: Step<ImageSections, Needs<Model>>, _ architecture: Architecture) async throws
        -> BaseImage
    {
        try await ImageFetching(step.host, folder: step.stack.folder)
            .base(step.sections.image?.base ?? .scratch, architecture)
    }

    private func layers(
        of files: ModelFiles, _ architecture: Architecture, _ step: Step<ImageSections, Needs<Model>>
    ) async throws -> [Image.Layer] {
        var layers: [Image.Layer] = []
        for (role, entry) in files.entries {
            layers.append(
                try await gate.alone(with: "\(entry.source.sha256)") {
                    try await Image.Layer(
                        role: role, entries: [entry], architecture: architecture, store: step.host.store
                    ) {
                        step.host.progress("digest \(role)", done: $0, total: entry.source.size)
                    }
                })
        }
        return layers
    }

    private func adapter(
        of step: Step<ImageSections, Needs<Model>>, _ architecture: Architecture
    ) async throws -> Image.Layer? {
        let fetching = ImageFetching(step.host, folder: step.stack.folder)
        let choice = step.sections.image?.adapter ?? .automatic
        guard let file = try await fetching.adapter(choice, for: step.stack.target, architecture) else { return nil }
        let facts = try ProgramFacts.of(file, store: step.host.store)
        try report(facts.problems(on: architecture, isAlone: true, name: "lambda-adapter"), step)
        // Lambda starts every executable file in this folder beside the function.
        let entry = Image.Entry(path: "opt/extensions/lambda-adapter", mode: 0o755, source: file)
        return try await Image.Layer(
            role: "adapter", entries: [entry], architecture: architecture, store: step.host.store)
    }

    /// Nothing can be written but `/tmp`, so that is home. The adapter's mode of invocation is the deployment's to say.
    private func environment(_ section: ImageSection?, port: Int, hasAdapter: Bool) -> [String: String] {
        var environment = ["HOME": "/tmp", "TMPDIR": "/tmp"]
        if hasAdapter {
            environment["AWS_LWA_PORT"] = String(port)
            environment["AWS_LWA_READINESS_CHECK_PATH"] = "/health"
            // The adapter takes 404 for healthy otherwise.
            environment["AWS_LWA_READINESS_CHECK_HEALTHY_STATUS"] = "200-299"
            // Loading takes longer than the ten seconds that Lambda gives an environment to come up.
            environment["AWS_LWA_ASYNC_INIT"] = "true"
        }
        return environment.merging(section?.environment ?? [:]) { _, own in own }
    }

    /// Only Lambda's own target is held to Lambda's rules; elsewhere they are worth a word.
    private func lint(_ image: Image, _ architecture: Architecture, _ step: Step<ImageSections, Needs<Model>>) throws {
        var findings = ImageLinter.check(try LintSubject(image, architecture: architecture))
        if step.stack.target != "lambda" { for index in findings.indices { findings[index].severity = .warning } }
        try report(findings, step)
    }

    private func report(_ findings: [Diagnostic], _ step: Step<ImageSections, Needs<Model>>) throws {
        let errors = findings.filter { $0.severity == .error }
        if let only = errors.first, errors.count == 1 { throw only }
        guard errors.isEmpty else { throw Diagnostics(errors) }
        for finding in findings { step.host.log(finding.message, level: .warning) }
    }
}
