import RecuaCore
import RecuaProcess

/// The processes of one program: one for what only looks, which writes nowhere and has no network, and one for each
/// project's folders it works in. Without a sandbox one process does for all.
actor ProgramHosts {
    private let name: ProgramIdentity
    private let program: SandboxedProgram
    private let make: @Sendable (ProgramCommand, ProgramLife?) -> ProgramHost
    private var hosts: [[String]: ProgramHost] = [:]
    private var isShutDown = false

    /// - Parameter make: a host that starts the command when it is needed, or takes over a life of it.
    init(
        _ name: ProgramIdentity, _ program: SandboxedProgram,
        make: @escaping @Sendable (ProgramCommand, ProgramLife?) -> ProgramHost
    ) {
        self.name = name
        self.program = program
        self.make = make
    }

    /// For requests of which nothing may come but an answer.
    func looking() async throws -> ProgramHost { host(try await program.command(writing: [])) }

    /// Lets a life that runs already serve what only looks, where it is one of the very same command.
    ///
    /// - Returns: false when it is not, and the caller has it still.
    func takeOver(_ life: ProgramLife, of command: ProgramCommand) async -> Bool {
        guard let own = try? await program.command(writing: []), own == command, !isShutDown else { return false }
        guard hosts[Self.key(of: own)] == nil else { return false }
        hosts[Self.key(of: own)] = make(own, life)
        return true
    }

    /// For requests of steps.
    ///
    /// - Parameter folders: that belong to the program alone, and hold those of the step.
    /// - Throws: ``Diagnostic`` `plugin.ended` after ``shutDown()``.
    func working(in folders: [String]) async throws -> ProgramHost {
        let command = try await program.command(writing: folders)
        // Asked only now: whoever waited for the command may have been overtaken by the end.
        if isShutDown { throw Diagnostic("plugin.ended", "\(name) has been shut down") }
        return host(command)
    }

    private func host(_ command: ProgramCommand) -> ProgramHost {
        let key = Self.key(of: command)
        if let known = hosts[key] { return known }
        let host = make(command, nil)
        hosts[key] = host
        return host
    }

    private static func key(of command: ProgramCommand) -> [String] { command.sandbox?.writable ?? [] }

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
