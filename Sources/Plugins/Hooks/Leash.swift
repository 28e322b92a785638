internal import Glibc
internal import RecuaCore
internal import RecuaProcess
internal import Synchronization

/// What has the kernel end a command's first process together with Recua, when that is killed: `setpriv` of util-linux.
///
/// It ends no other process; what those leave is known by its ``HookMark``.
enum Leash {
    /// Whether the `setpriv` at a path can do it; that of busybox cannot.
    private static let known = Mutex<[String: Bool]>([:])

    /// The command on the leash, or as it is where there is none.
    static func on(_ command: Command) async throws -> Command {
        guard let setpriv = Command.path(of: "setpriv", environment: command.environment),
            let program = Command.path(of: command.executable, environment: command.environment),
            isStarted(program, in: command.folder),
            StartObstacle(of: program, environment: command.environment, folder: command.folder) == nil,
            try await holds(setpriv)
        else { return command }
        var leashed = command
        leashed.executable = setpriv
        leashed.arguments = arguments + [program] + command.arguments
        return leashed
    }

    private static let arguments = ["--pdeathsig", "KILL", "--"]

    private static func holds(_ setpriv: String) async throws -> Bool {
        if let known = known.withLock({ $0[setpriv] }) { return known }
        let finished = try await Command(setpriv, arguments + [setpriv, "--version"], environment: [:]).run()
        known.withLock { $0[setpriv] = finished.succeeded }
        return finished.succeeded
    }

    /// True for what the system starts by itself; what needs a shell to be run, `setpriv` would hand to one. What cannot
    /// be started is not put on it either: its failure would be `setpriv`'s, and look like the command's own.
    private static func isStarted(_ program: String, in folder: String?, depth: Int = 0) -> Bool {
        switch ExecutableHead(of: program) {
        case .elf(let processor, _):
            guard case .elf(let own, _) = ExecutableHead(of: "/proc/self/exe") else { return false }
            return processor == own
        case .script(let line):
            // `env`, where that is to find it: it can say itself what it does not find.
            let interpreter = line.prefix { $0 != " " && $0 != "\t" }
            guard depth < ExecutableHead.maximalDepth, !interpreter.isEmpty else { return false }
            let path = Files.resolve(String(interpreter), in: folder ?? ".")
            return access(path, X_OK) == 0 && isStarted(path, in: folder, depth: depth + 1)
        case .text, .unknown: return false
        }
    }
}
