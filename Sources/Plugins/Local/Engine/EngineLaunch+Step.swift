internal import RecuaCore
internal import RecuaOCI
internal import RecuaProcess

extension EngineLaunch {
    /// Finds the programs, tries the sandbox, and makes runnable what the store holds as plain files.
    ///
    /// - Throws: ``Diagnostic`` `local.sandbox` when bubblewrap cannot run, `local.architecture` for an image made for
    ///   another processor, `local.base-image` for one of which not all files are at hand.
    init(_ step: Step<LocalSections, Needs<Image>>) async throws {
        let image = step.input.values
        let host = step.host
        func find(_ name: String) -> String? { Command.path(of: name, environment: host.environment) }
        var holders = Holders(prlimit: find("prlimit"))
        switch step.sections.local.sandbox {
        case .bubblewrap: holders.bubblewrap = try await Sandbox.bubblewrap(environment: host.environment)
        case .none: holders.setpriv = find("setpriv")
        }
        self.init(
            name: "\(step.stack.project)-\(step.stack.name)",
            mounts: try Self.mounts(
                of: image, in: RunnableFiles(store: host.store, architecture: Self.architecture(of: image))),
            words: image.entrypoint + image.command,
            imagePort: image.port,
            environment: image.environment.merging(step.sections.plainEnvironment) { _, own in own },
            folder: image.workingDirectory.flatMap { $0.isEmpty ? nil : $0 } ?? "/",
            memory: step.sections.memory,
            temporary: step.sections.ephemeralStorage,
            holders: holders
        )
    }

    private static func architecture(of image: Image) throws -> Architecture {
        if image.architecture == Architecture.machine.rawValue { return .machine }
        throw Diagnostic(
            "local.architecture",
            "the image is made for `\(image.architecture)`, and this machine is `\(Architecture.machine)`",
            help: "write `function: { architecture: \(Architecture.machine.lambdaName) }` for `target: local`"
        )
    }

    private static func mounts(of image: Image, in files: RunnableFiles) throws -> [Mount] {
        try image.layers.flatMap { layer -> [Mount] in
            // The adapter speaks with Lambda; there is nothing for it to do here.
            if layer.role == "adapter" { return [] }
            guard layer.file == nil else {
                throw Diagnostic(
                    "local.base-image", "an image with a base of its own cannot run on this machine yet",
                    help: "leave out `image.base` for `target: local`"
                )
            }
            return try layer.entries.map { Mount(source: try files.path(of: $0), path: "/\($0.path)") }
        }
    }
}
