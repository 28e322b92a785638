internal import CGlibcExtras
internal import Glibc
internal import RecuaCore
internal import SystemPackage

/// One call of `posix_spawn` that leaves a process behind which shares nothing with this one.
struct DetachedSpawn {
    let program: String
    let command: Command
    let input: CInt
    let logFile: String
    let ready: CInt
    /// One more descriptor for the process to keep.
    var kept: CInt?

    /// - Returns: the process number.
    /// - Throws: ``Diagnostic`` `process.start`.
    func start() throws -> pid_t {
        try Files.createFolder(Files.folder(of: logFile))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        wire(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        detach(&attributes)
        var environment = SessionMark.marked(command.environment)
        environment[Readiness.variable] = kept == nil ? "1" : Readiness.withKept
        var pid: pid_t = 0
        let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
        let result = withStrings([command.executable] + command.arguments) { arguments in
            withStrings(variables) { posix_spawn(&pid, program, &actions, &attributes, arguments, $0) }
        }
        guard result == 0 else {
            throw Diagnostic(
                "process.start", "`\(command.executable)` cannot be started", cause: Errno(rawValue: result))
        }
        return pid
    }

    private func wire(_ actions: inout posix_spawn_file_actions_t) {
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, logFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ready, Readiness.descriptor)
        if let kept { posix_spawn_file_actions_adddup2(&actions, kept, Readiness.keptDescriptor) }
        posix_spawn_file_actions_addclosefrom_np(
            &actions, kept == nil ? Readiness.descriptor + 1 : Readiness.keptDescriptor + 1)
        if let folder = command.folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }
    }

    /// A session of its own, and the signals as a shell would give them: a parent that ignores SIGINT must not
    /// make the daemon deaf.
    private func detach(_ attributes: inout posix_spawnattr_t) {
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        let flags = recua_posix_spawn_setsid | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
        posix_spawnattr_setflags(&attributes, flags)
    }

    private func withStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }
}
