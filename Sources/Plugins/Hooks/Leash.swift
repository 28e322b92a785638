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
        let head = head(of: program)
        if head.starts(with: Array("\u{7F}ELF".utf8)) { return isOfThisMachine(head) }
        guard depth < maximalDepth, let interpreter = interpreter(in: head) else { return false }
        let path = Files.resolve(interpreter, in: folder ?? ".")
        return access(path, X_OK) == 0 && isStarted(path, in: folder, depth: depth + 1)
    }

    /// As many interpreters of interpreters as the kernel follows (BINPRM_MAX_RECURSION).
    private static let maximalDepth = 4
    /// As much of a file as the kernel looks at (BINPRM_BUF_SIZE).
    private static let headSize = 256

    private static func head(of program: String) -> [UInt8] {
        guard let file = fopen(program, "re") else { return [] }
        defer { fclose(file) }
        var head = [UInt8](repeating: 0, count: headSize)
        let count = fread(&head, 1, headSize, file)
        return Array(head.prefix(count))
    }

    /// The same class, byte order and machine as Recua's own program.
    private static func isOfThisMachine(_ head: [UInt8]) -> Bool {
        func kind(_ head: [UInt8]) -> [UInt8] { head.count < 20 ? [] : Array(head[4..<6] + head[18..<20]) }
        return kind(head) == kind(Self.head(of: "/proc/self/exe"))
    }

    /// The word after `#!`; nil when there is none, or when it is cut off.
    private static func interpreter(in head: [UInt8]) -> String? {
        guard head.starts(with: Array("#!".utf8)) else { return nil }
        let blank = Array(" \t".utf8)
        let word = head.dropFirst(2).drop { blank.contains($0) }
        let name = word.prefix { !blank.contains($0) && $0 != UInt8(ascii: "\n") && $0 != 0 }
        guard !name.isEmpty, name.endIndex < headSize else { return nil }
        return String(decoding: name, as: UTF8.self)
    }
}
