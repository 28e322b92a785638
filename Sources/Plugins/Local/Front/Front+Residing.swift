internal import Glibc
internal import Logging
internal import RecuaCore
internal import RecuaProcess
internal import ServiceLifecycle
internal import UnixSignals

extension Front {
    /// The secrets travel in the front's standard input: a file in memory that only the front ever opens.
    struct Input: Codable, Sendable {
        var secrets: [String: String]
    }

    static func command(for host: StepHost, configuration: String, secrets: [String: String]) throws -> Command {
        let words = host.residentCommand(plugin: LocalPlugin.descriptor.name, configuration: configuration)
        return Command(
            words[0], Array(words.dropFirst()), environment: host.environment, folder: "/",
            input: try JSON(encoding: Input(secrets: secrets)).text())
    }

    /// The life of the front's process: until SIGTERM or SIGINT, or until nobody could find it any more to end it.
    static func reside(configuration file: String) async throws {
        let readiness = try Readiness.inherited()
        let configuration = try JSON(parsing: Files.read(file)).decode(FrontConfiguration.self)
        let folder = FrontFolder(Files.folder(of: Files.absolute(file)), entry: configuration.entry)
        guard let process = Deployment.Process(pid: getpid()) else {
            throw Diagnostic("local.proc", "`/proc` does not show this process")
        }
        // Before anything slow: a front whose starter was killed is found and ended by this.
        if let lock = readiness.kept { try FrontLock.claim(lock, for: process) }
        let input =
            readiness.input.isEmpty ? Input(secrets: [:]) : try JSON(parsing: readiness.input).decode(Input.self)
        let front = Front(
            configuration: configuration, secrets: input.secrets, folder: folder, process: process
        )
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        defer { folder.forget(process) }
        try await front.run { port in
            try folder.write(front.record(port: port))
            readiness.announce("\(port)")
            try await first({ for await _ in signals { return } }) {
                try await folder.whileKnown(process, home: configuration.owner?.folder)
                throw Diagnostic("local.forgotten", "the front's record was removed or is another's: the front ends")
            }
        }
    }

    func record(port: Int) throws -> FrontRecord {
        var deployment = configuration.deployment
        deployment.url = "http://127.0.0.1:\(port)"
        deployment.process = process
        return FrontRecord(
            token: configuration.token, configuration: try configuration.digest, sections: configuration.sections,
            port: port, process: process, deployment: deployment, owner: configuration.owner,
            files: configuration.launch.mounts.map(\.source))
    }

    /// Returns with whichever ends first, and cancels the other.
    private static func first(
        _ one: @escaping @Sendable () async throws -> Void, _ other: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await one() }
            group.addTask { try await other() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
