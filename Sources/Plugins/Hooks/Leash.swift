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
            isStarted(program), try await holds(setpriv)
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

    /// True for what the system starts by itself; what needs a shell to be run, `setpriv` would hand to one.
    private static func isStarted(_ program: String) -> Bool {
        guard let file = fopen(program, "re") else { return false }
        defer { fclose(file) }
        var head = [UInt8](repeating: 0, count: 4)
        guard fread(&head, 1, 4, file) > 1 else { return false }
        return head.starts(with: Array("#!".utf8)) || head == [0x7F] + Array("ELF".utf8)
    }
}
