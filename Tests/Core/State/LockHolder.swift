import Glibc
import RecuaCore
import Synchronization

/// Another process that holds a project's lock, as another `recua` would.
final class LockHolder: Sendable {
    let pid: pid_t
    private let isGone = Mutex(false)

    /// Returns once the lock is held.
    init(_ path: String) throws {
        try Files.createFolder(Files.folder(of: path))
        let program = """
            import fcntl, json, os, sys
            file = open(sys.argv[1], "a+")
            fcntl.flock(file, fcntl.LOCK_EX)
            file.truncate(0)
            json.dump({"command": "recua deploy", "since": "2026-01-01T00:00:00.000Z", "steps": ["chat/fetch"],
                       "author": {"user": "ana", "host": "build-7", "process": os.getpid()}}, file)
            file.flush()
            os.write(1, b"!")
            os.read(0, 1)
            """
        var (input, output): ([CInt], [CInt]) = ([0, 0], [0, 0])
        guard pipe(&input) == 0, pipe(&output) == 0 else { throw Diagnostic("test.pipe", "no pipe") }
        for end in input + output { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = ["python3", "-c", program, path].map { (text: String) in
            strdup(text)
        }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        var pid: pid_t = 0
        guard posix_spawnp(&pid, "python3", &actions, nil, &arguments, environ) == 0 else {
            throw Diagnostic("test.python", "python3 cannot be started")
        }
        self.pid = pid
        close(input[0])
        close(output[1])
        defer { close(output[0]) }
        // The other end of its input stays open until this process ends: nobody is left behind.
        var byte: UInt8 = 0
        guard read(output[0], &byte, 1) == 1 else { throw Diagnostic("test.python", "the lock was not taken") }
    }

    /// Stops it, and returns once it stands still.
    func stop() {
        kill(pid, SIGSTOP)
        var status: CInt = 0
        waitpid(pid, &status, WUNTRACED)
    }

    /// Ends it as the kernel ends a process that misbehaves. Once it is gone, whoever has its number by then is left alone.
    func die() {
        isGone.withLock { isGone in
            guard !isGone else { return }
            isGone = true
            kill(pid, SIGKILL)
            var status: CInt = 0
            waitpid(pid, &status, 0)
        }
    }
}
