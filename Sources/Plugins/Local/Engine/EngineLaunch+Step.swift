internal import RecuaCore
internal import RecuaOCI
internal import RecuaProcess

extension EngineLaunch {
    /// Finds the programs, tries the sandbox, and makes runnable what the store holds as plain files.
    ///
    /// - Throws: ``Diagnostic`` `local.sandbox` when bubblewrap cannot run, `local.architecture` for an image made for
    ///   another processor, `local.base-image` for one of which not all files are at hand.
    init(_ step: Step<LocalSections, Needs<Image>>, gate: KeyedGate = KeyedGate()) async throws {
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
            mounts: try await Self.mounts(
                of: image,
                in: RunnableFiles(store: host.store, architecture: Self.architecture(of: image), gate: gate)),
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

    private static func mounts(of image: Image, in files: RunnableFiles) async throws -> [Mount] {
        var mounts: [Mount] = []
        // The adapter speaks with Lambda; there is nothing for it to do here.
        for layer in image.layers where layer.role != "adapter" {
            guard !layer.entries.isEmpty else {
                throw Diagnostic(
                    "local.base-image", "an image with a base of its own cannot run on this machine yet",
                    help: "leave out `image.base` for `target: local`"
                )
            }
            for entry in layer.entries {
                mounts.append(Mount(source: try await files.path(of: entry), path: "/\(entry.path)"))
            }
        }
        return mounts
    }
}
