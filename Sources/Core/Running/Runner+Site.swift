internal import Synchronization

extension Runner {
    /// What every step of a run shares.
    struct Site: Sendable {
        var store: Store
        /// `.recua`, absolute.
        var folder: String
        /// Where steps that only look have their scratch folders: a step of the same name may be running. They make no
        /// other folder.
        var lookFolder: String?
        var environment: [String: String]
        var executable: String
        var isOffline = false
        var redactor: Redactor
        var hook = CrashPoint.pass
        /// Where what steps say is kept; nil where nothing is recorded.
        var logs: StepLogs?
        let scratches = ScratchFolders()
        let volumes = StepVolumes()
    }
}

extension Runner.Site {
    /// The host of one step. Its folders exist; the scratch folder is empty.
    ///
    /// - Parameters:
    ///   - diagnostics: takes what is told of the sections; without it that is said in the log.
    ///   - checkpoint: where what the step saves goes; nowhere for what only looks.
    func host(
        for descriptor: PluginDescriptor, _ name: Event.StepName, manifestFolder: String, events: EventStream,
        diagnostics: StepDiagnostics? = nil, checkpoint: Checkpoint? = nil
    ) throws -> StepHost {
        let folder = descriptor.folder(ofStack: name.stack, in: folder)
        let scratchFolder = "\(lookFolder ?? self.folder)/scratch/\(name.plugin)"
        if lookFolder == nil { try make(folder, for: descriptor) }
        let scratch = try scratches.take(in: scratchFolder, name: name.stack)
        return StepHost(
            store: store, folder: folder, scratch: scratch, ownFolders: [Files.folder(of: folder), scratchFolder],
            environment: descriptor.environment(from: environment), executable: executable, isOffline: isOffline,
            secrets: SecretResolver(environment: environment, folder: manifestFolder, redactor: redactor),
            saving: { try checkpoint?.save($0) }
        ) { [redactor, thinner = Mutex(ProgressThinner())] message in
            switch message {
            case .progress(let phase, let done, let total, let unit):
                guard thinner.withLock({ $0.lets(phase, done: done, total: total, at: .now) }) else { return }
                events.send(.stepProgress(name, phase: redactor.redact(phase), done: done, total: total, unit: unit))
            case .log(let level, let message):
                say(name, level, message, events)
            case .diagnostic(let diagnostic):
                guard let shown = diagnostics.map({ $0.take(diagnostic) }) ?? diagnostic else { return }
                say(name, shown.logLevel, redactor.redact(shown).logLine, events)
            }
        }
    }

    /// Whatever else a program put in the place of its folder is not taken for the folder.
    private func make(_ folder: String, for descriptor: PluginDescriptor) throws {
        if descriptor.program != nil, Files.FolderIdentity(folder) == nil { try Files.remove(folder) }
        try Files.createFolder(folder)
    }

    func say(_ name: Event.StepName, _ level: StepMessage.Level, _ message: String, _ events: EventStream) {
        // Nothing is made of what nobody will see: a program may say gigabytes.
        if volumes.isOver(name), logs?.isOver(name) ?? true { return }
        let message = redactor.redact(message)
        logs?.add(name, level, message, at: Timestamp.now())
        switch volumes.take(message, of: name) {
        case .told: events.send(.stepLog(name, level: level, message: message))
        case .overflows:
            let end = "it has said more than \(StepVolumes.limit >> 20) MiB: nothing more of it is told"
            events.send(.stepLog(name, level: .warning, message: end))
        case .dropped: break
        }
    }

    func checkpointPath(of name: Event.StepName) -> String {
        "\(folder)/stacks/\(name.stack)/\(name.plugin).checkpoint.json"
    }
}

extension PluginDescriptor {
    /// The folder that the plugin keeps for a stack. Those of a program lie together, so that it can be given them and
    /// nothing else before it is known which stacks come.
    func folder(ofStack stack: String, in state: String) -> String {
        program == nil ? "\(state)/stacks/\(stack)/\(name)" : "\(state)/programs/\(name)/\(stack)"
    }
}
