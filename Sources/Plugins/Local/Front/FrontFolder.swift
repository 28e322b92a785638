internal import RecuaCore
internal import RecuaProcess

/// The files of one stack's front.
struct FrontFolder: Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    var configuration: String { "\(path)/configuration.json" }
    /// What the front itself has to say.
    var log: String { "\(path)/front.log" }
    /// What the engine writes.
    var engineLog: String { "\(path)/engine.log" }
    /// Locked by the front for as long as it lives.
    var lockFile: String { "\(path)/front.lock" }
    private var recordFile: String { "\(path)/front.json" }
    private var engineFile: String { "\(path)/engine.json" }

    /// The front that was last started here, running or not.
    var record: FrontRecord? { read(recordFile) }

    func write(_ configuration: FrontConfiguration) throws {
        try write(JSON(encoding: configuration), to: self.configuration)
    }
    func write(_ record: FrontRecord) throws { try write(JSON(encoding: record), to: recordFile) }
    func write(engine: Deployment.Process) throws { try write(JSON(encoding: engine), to: engineFile) }

    /// The deployment of a front that runs with this very configuration and answers.
    func front(running configuration: FrontConfiguration) async throws -> Deployment? {
        guard let record, record.process.isAlive, record.configuration == (try configuration.digest) else { return nil }
        guard await record.answers() else { return nil }
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
        // Ends with the front, unless the front was killed and the engine runs without a sandbox.
        let engine: Deployment.Process? = read(engineFile)
        await engine?.end()
        for file in [recordFile, engineFile, configuration] { try Files.remove(file) }
        return lock
    }

    /// Returns when the record of this front has been removed, with its folder or alone, or another front's is there.
    func whileKnown(_ process: Deployment.Process) async throws {
        while Files.exists(recordFile), record.map({ $0.process == process }) ?? true {
            try await Task.sleep(for: .seconds(2))
        }
    }

    private func read<Value: Decodable>(_ file: String) -> Value? {
        guard let text = try? Files.readText(file) else { return nil }
        return try? JSON(parsing: text).decode(Value.self)
    }

    private func write(_ json: JSON, to file: String) throws {
        try Files.write(json.prettyText(), to: file, mode: 0o600)
    }
}
