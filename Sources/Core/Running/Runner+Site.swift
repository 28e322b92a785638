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
    }
}

extension Runner.Site {
    /// The host of one step. Its folders exist; the scratch folder is empty.
    func host(
        for descriptor: PluginDescriptor, _ name: Event.StepName, manifestFolder: String, events: EventStream
    ) throws -> StepHost {
        let folder = "\(folder)/stacks/\(name.stack)/\(name.plugin)"
        let scratch = "\(lookFolder ?? self.folder)/scratch/\(name.stack)/\(name.plugin)"
        if lookFolder == nil { try Files.createFolder(folder) }
        try Files.remove(scratch)
        try Files.createFolder(scratch)
        return StepHost(
            store: store, folder: folder, scratch: scratch, environment: descriptor.environment(from: environment),
            executable: executable, isOffline: isOffline,
            secrets: SecretResolver(environment: environment, folder: manifestFolder, redactor: redactor)
        ) { [redactor, logs, thinner = Mutex(ProgressThinner())] message in
            switch message {
            case .progress(let phase, let done, let total, let unit):
                guard thinner.withLock({ $0.lets(phase, done: done, total: total, at: .now) }) else { return }
                events.send(.stepProgress(name, phase: redactor.redact(phase), done: done, total: total, unit: unit))
            case .log(let level, let message):
                let message = redactor.redact(message)
                logs?.add(name, level, message, at: Timestamp.now())
                events.send(.stepLog(name, level: level, message: message))
            }
        }
    }
}
