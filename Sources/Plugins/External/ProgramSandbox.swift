import RecuaCore
import RecuaProcess

/// What a program is started in, where bubblewrap works: the words of `bwrap`, as a value that a test can read.
///
/// It sees all files and writes none but those of its own folders, has a `/tmp` to itself, other processes are out of
/// its sight, and so is the network unless it declares it. It dies with Recua, and all that it started dies with it.
struct ProgramSandbox: Sendable, Hashable {
    /// The path of `bwrap`.
    let bubblewrap: String
    /// The root of the store that remembers that it works.
    let store: String
    let hasNetwork: Bool
    /// What must be seen though it may lie in `/tmp`.
    let readable: [String]
    /// The program's own folders, as far as they exist.
    let writable: [String]
    /// Where the program starts.
    let folder: String

    /// What every sandbox is made with, to be tried once.
    static let base = [
        "--unshare-user-try", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try",
        "--die-with-parent", "--cap-drop", "ALL", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc",
        "--tmpfs", "/tmp",
    ]

    /// Up to the program itself.
    var arguments: [String] {
        let network = hasNetwork ? [] : ["--unshare-net"]
        // Sockets of the user's session, which would do outside what the sandbox forbids.
        let sessions = ["--tmpfs", "/run/user"].filter { _ in Files.facts("/run/user")?.isFolder == true }
        let seen = SandboxView.paths(readable).flatMap { ["--ro-bind-try", $0, $0] }
        let written = Set(writable).sorted().flatMap { ["--bind-try", $0, $0] }
        return Self.base + network + sessions + seen + written + ["--chdir", folder, "--"]
    }

    /// What the environment is within: what points to places that are not there, or not to be written, points elsewhere.
    ///
    /// - Parameter cache: the program's own folder that stays.
    static func environment(_ environment: [String: String], cache: String) -> [String: String] {
        environment.merging(["TMPDIR": "/tmp", "XDG_CACHE_HOME": cache]) { $1 }
    }
}
