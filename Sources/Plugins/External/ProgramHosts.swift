import RecuaCore
import RecuaProcess

/// The processes of one program: one for what only looks, which writes nowhere and has no network, and one for each
/// project's folders it works in. Without a sandbox one process does for all.
actor ProgramHosts {
    private let name: ProgramIdentity
    private let program: SandboxedProgram
    private let make: @Sendable (ProgramCommand) -> ProgramHost
    private var hosts: [[String]: ProgramHost] = [:]
    private var isShutDown = false

    /// - Parameter make: a host that starts the command when it is needed.
    init(
        _ name: ProgramIdentity, _ program: SandboxedProgram,
        make: @escaping @Sendable (ProgramCommand) -> ProgramHost
    ) {
        self.name = name
        self.program = program
        self.make = make
    }

    /// For requests of which nothing may come but an answer.
    func looking() async throws -> ProgramHost { try await host(writing: []) }

    /// For requests of steps.
    ///
    /// - Parameter folders: that belong to the program alone, and hold those of the step.
    /// - Throws: ``Diagnostic`` `plugin.ended` after ``shutDown()``.
    func working(in folders: [String]) async throws -> ProgramHost {
        if isShutDown { throw Diagnostic("plugin.ended", "\(name) has been shut down") }
        return try await host(writing: folders)
    }

    private func host(writing folders: [String]) async throws -> ProgramHost {
        let command = try await program.command(writing: folders)
        let key = command.sandbox?.writable ?? []
        if let known = hosts[key] { return known }
        let host = make(command)
        hosts[key] = host
        return host
    }

    /// Ends all processes. Only a look may start one again.
    func shutDown() async {
        isShutDown = true
        let hosts = hosts
        self.hosts = [:]
        await withDiscardingTaskGroup { group in
            for host in hosts.values { group.addTask { await host.shutDown() } }
        }
    }
}
