internal import RecuaCore
internal import RecuaProcess

/// The files of one stack's front.
struct FrontFolder: Sendable {
    let path: String
    /// The front's record outside of the project: see ``FrontRegistry``.
    private let entry: String?
    private let registry: FrontRegistry?

    init(_ path: String, entry: String? = nil) {
        self.path = path
        self.entry = entry
        registry = nil
    }

    init(_ path: String, of stack: StackFacts, in store: Store) {
        self.path = path
        let registry = FrontRegistry(store)
        entry = registry.entry(of: stack)
        self.registry = registry
    }

    init<Sections, Input>(_ step: Step<Sections, Input>) {
        self.init(step.host.folder, of: step.stack, in: step.host.store)
    }

    var configuration: String { "\(path)/configuration.json" }
    /// What the front itself has to say.
    var log: String { "\(path)/front.log" }
    /// What the engine writes.
    var engineLog: String { "\(path)/engine.log" }
    /// Locked by the front for as long as it lives.
    var lockFile: String { "\(path)/front.lock" }
    private var recordFile: String { "\(path)/front.json" }
    private var engineFile: String { "\(path)/engine.json" }

    /// The front that was last started here, running or not; also when the folder was lost. Not that of a folder of which
    /// this one is a copy.
    var record: FrontRecord? { recorded.flatMap { isForeign($0) ? nil : $0 } ?? own }

    /// What the file here says, whose front ever it is.
    var recorded: FrontRecord? { FrontRecord(file: recordFile) }

    private var registered: FrontRecord? { entry.flatMap { FrontRecord(file: $0) } }
    private var own: FrontRecord? { registered.flatMap { isForeign($0) ? nil : $0 } }

    /// The record of a front, wherever it is.
    func known(_ process: Deployment.Process) -> FrontRecord? {
        [recorded, registered].compactMap(\.self).first { $0.process == process } ?? registry?.record(of: process)
    }

    func write(_ configuration: FrontConfiguration) throws {
        try write(JSON(encoding: configuration), to: self.configuration)
    }
    func write(_ record: FrontRecord) throws {
        let json = try JSON(encoding: record)
        try write(json, to: recordFile)
        if let entry { try write(json, to: entry) }
    }

    /// In a folder that was lost, nothing: it would look as if the project had its state.
    func write(engine: Deployment.Process) throws {
        if Files.exists(path) { try write(JSON(encoding: engine), to: engineFile) }
    }

    /// The deployment of a front that runs with this very configuration and answers. It is this step's from now on.
    ///
    /// - Returns: nil also for one that looks for its record, and for the manifest's folder, where they were before the
    ///   project was moved or renamed.
    func front(running configuration: FrontConfiguration) async throws -> Deployment? {
        guard var record, record.process.isAlive, isInPlace(record, of: configuration) else { return nil }
        // The folder may have had another name.
        var named = configuration
        named.deployment.resources = record.deployment.resources
        guard record.configuration == (try named.digest), await record.answers() else { return nil }
        record.owner = configuration.owner
        try write(configuration)
        try write(record)
        return record.deployment
    }

    /// Ends the front and its engine, and removes their files but the logs. Idempotent.
    ///
    /// - Returns: the front's lock. No other front runs here, or will, while it is held.
    /// - Throws: ``Diagnostic`` `local.front-held`; `CancellationError`.
    @discardableResult
    func clear() async throws -> FrontLock {
        let lock = try await FrontLock.taken(lockFile)
        // Fronts of a folder that was lost do not hold the lock in this one.
        await record?.process.end()
        await own?.process.end()
        // Ends with the front, unless the front was killed and the engine runs without a sandbox.
        let engine: Deployment.Process? = recorded.map(isForeign) == true ? nil : read(engineFile)
        await engine?.end()
        let outside = registered.map(isForeign) == true ? nil : entry
        for file in [recordFile, engineFile, configuration] + [outside].compactMap(\.self) { try Files.remove(file) }
        return lock
    }

    /// Returns when nobody could find this front any more to end it: its record has been removed here, with the folder
    /// or alone, and outside of the project; or another front's is there; or the manifest's folder is gone.
    func whileKnown(_ process: Deployment.Process, home: String?) async throws {
        while knows(process, home) { try await Task.sleep(for: .seconds(2)) }
    }

    private func knows(_ process: Deployment.Process, _ home: String?) -> Bool {
        if Files.exists(recordFile) { return FrontRecord(file: recordFile).map { $0.process == process } ?? true }
        guard let home, Files.exists(home) else { return false }
        return registered?.process == process
    }

    /// The front ends: its record outside of the project goes, unless it is another's by now.
    func forget(_ process: Deployment.Process) {
        guard let entry, registered?.process == process else { return }
        try? Files.remove(entry)
    }

    private func read<Value: Decodable>(_ file: String) -> Value? {
        guard let text = try? Files.readText(file) else { return nil }
        return try? JSON(parsing: text).decode(Value.self)
    }

    private func write(_ json: JSON, to file: String) throws {
        try Files.write(json.prettyText(), to: file, mode: 0o600)
    }
}
