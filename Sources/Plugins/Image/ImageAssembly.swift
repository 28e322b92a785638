import RecuaCore
import RecuaOCI

/// One image in the making.
struct ImageAssembly {
    private let step: Step<ImageSections, Needs<Model>>
    private let section: ImageSection?
    private let layers: LayerMaking
    private let fetching: ImageFetching
    let architecture: Architecture

    init(_ step: Step<ImageSections, Needs<Model>>, gate: KeyedGate) throws {
        self.step = step
        section = step.sections.image
        architecture = try Self.architecture(of: step)
        layers = LayerMaking(
            architecture: architecture, compression: section?.compression ?? .stored, host: step.host, gate: gate)
        fetching = ImageFetching(step.host, folder: step.stack.folder, architecture)
    }

    func image() async throws -> Image {
        let base = try await fetching.base(section?.base ?? .scratch)
        let files = try ModelFiles(step.input.values, store: step.host.store)
        try report(files.program.problems(on: architecture, isAlone: base.isScratch, name: files.programName))
        let adapter = try await adapterLayer()
        let server = ServerArguments(step.sections.server, alias: step.stack.name)
        let image = ImageRecipe(
            architecture: architecture, base: base,
            layers: try await modelLayers(files) + filesLayer() + [adapter].compactMap(\.self),
            entrypoint: files.command + server.words(model: files.weightsArguments),
            environment: environment(port: server.port, hasAdapter: adapter != nil), labels: section?.labels ?? [:],
            user: section?.user?.text, workingDirectory: section?.workingDirectory, port: server.port,
            modelName: server.alias, weightsSize: files.weightsSize
        ).image()
        try report(
            held(folderProblems(image, base) + ImageLinter.check(LintSubject(image, architecture: architecture))))
        return image
    }

    private static func architecture(of step: Step<ImageSections, Needs<Model>>) throws -> Architecture {
        guard let architecture = step.sections.architecture(on: step.stack.target) else {
            let name = step.sections.function?.architecture ?? ""
            throw Diagnostic(
                "image.architecture", "`\(name)` is not an architecture of Lambda", pointer: "/function/architecture")
        }
        return architecture
    }

    private func modelLayers(_ files: ModelFiles) async throws -> [Image.Layer] {
        var all: [Image.Layer] = []
        for (role, entry) in files.entries { all.append(try await layers.layer(role, [entry])) }
        return all
    }

    private func filesLayer() async throws -> [Image.Layer] {
        guard let placements = section?.files else { return [] }
        let files = UserFiles(folder: step.stack.folder, store: step.host.store)
        let entries = try files.entries(placements.all)
        return entries.isEmpty ? [] : [try await layers.layer("files", entries)]
    }

    private func adapterLayer() async throws -> Image.Layer? {
        guard let adapter = try await fetching.adapter(section?.adapter ?? .automatic, for: step.stack.target) else {
            return nil
        }
        let facts = try ProgramFacts.of(adapter.file, store: step.host.store)
        try report(facts.problems(on: architecture, isAlone: true, name: "lambda-adapter"))
        // Lambda starts every executable file in this folder beside the function.
        let entry = Image.Entry(path: "opt/extensions/lambda-adapter", mode: 0o755, source: adapter.file)
        var layer = try await layers.layer("adapter", [entry])
        layer.origin = adapter.origin
        return layer
    }

    /// Nothing can be written but `/tmp`, so that is home. The adapter's mode of invocation is the deployment's to say.
    private func environment(port: Int, hasAdapter: Bool) -> [String: String] {
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

    /// A base may hold the folder to start in; without one, only what is put into the image can.
    private func folderProblems(_ image: Image, _ base: BaseImage) -> [Diagnostic] {
        guard base.isScratch, let folder = section?.workingDirectory else { return [] }
        let place = folder.split(separator: "/").joined(separator: "/")
        let isThere = image.layers.flatMap(\.entries).contains { $0.path.hasPrefix(place + "/") }
        guard !isThere, !["", "tmp"].contains(place) else { return [] }
        return [
            Diagnostic(
                "image.working-directory", "the image holds no folder `\(folder)`, so the server cannot start in it",
                pointer: "/image/workingDirectory", help: "put a file into it with `image.files`, or leave it out")
        ]
    }

    /// Only Lambda's own target is held to Lambda's rules; elsewhere they are worth a word.
    private func held(_ findings: [Diagnostic]) -> [Diagnostic] {
        guard step.stack.target != "lambda" else { return findings }
        return findings.map { finding in
            var finding = finding
            finding.severity = .warning
            return finding
        }
    }

    private func report(_ findings: [Diagnostic]) throws {
        let errors = findings.filter { $0.severity == .error }
        if let only = errors.first, errors.count == 1 { throw only }
        guard errors.isEmpty else { throw Diagnostics(errors) }
        for finding in findings { step.host.log(finding.message, level: .warning) }
    }
}
