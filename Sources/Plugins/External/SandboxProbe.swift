import Glibc
import RecuaCore
import RecuaProcess

/// Whether bubblewrap works here, tried once and kept in the store: to try takes longer than most commands.
///
/// What is kept counts for the same `bwrap`, started by the same user with the same rights, in the same namespaces and
/// under the same settings of the kernel since it was booted, and for a day. That it does not work is never kept.
struct SandboxProbe {
    private static let seconds: Int64 = 86_400

    let store: Store
    let environment: [String: String]
    /// Seconds since 1970.
    var now: @Sendable () -> Int64 = { Int64(time(nil)) }

    func result() async throws -> Bubblewrap {
        guard let path = Command.path(of: "bwrap", environment: environment), let key = Self.key(path) else {
            return try await probed()
        }
        let now = now()
        if let tried = store.record("sandboxes", key, followsFromKey: true)?["worked"]?.integer,
            (0..<Self.seconds).contains(now - tried)
        {
            return .works(path)
        }
        let found = try await probed()
        // Without the record the next command tries again.
        if found == .works(path) { try? store.setRecord("sandboxes", key, ["worked": .integer(now)]) }
        return found
    }

    /// Tries again the next time: what was kept has turned out to be untrue.
    static func forget(_ path: String, in store: Store) {
        if let key = key(path) { try? store.removeRecord("sandboxes", key) }
    }

    private func probed() async throws -> Bubblewrap {
        try await Bubblewrap.probed(with: ProgramSandbox.base, environment: environment)
    }

    /// Everything that decides whether it works.
    private static func key(_ path: String) -> Digest? {
        // No answer rests on these: they are of the kernel, and have no times.
        Trace.$current.withValue(nil) {
            guard let facts = Files.facts(path), let boot = text("/proc/sys/kernel/random/boot_id") else { return nil }
            let rights = (text("/proc/self/status") ?? "").split(separator: "\n").filter { line in
                ["Uid:", "Gid:", "Cap", "NoNewPrivs:", "Seccomp"].contains { line.hasPrefix($0) }
            }
            let settings = [
                "/proc/sys/user/max_user_namespaces", "/proc/sys/kernel/unprivileged_userns_clone",
                "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "/proc/self/attr/current",
            ].map { text($0) ?? "" }
            let spaces = ["user", "mnt", "net", "pid"].map { Files.facts("/proc/self/ns/\($0)")?.inode ?? 0 }
            let words: [String] = [path, "\(facts)", boot, "\(spaces)"] + settings + rights.map(String.init)
            return Digest(of: JSON.array((words + ProgramSandbox.base).map { .string($0) }).text())
        }
    }

    private static func text(_ path: String) -> String? { try? Files.readText(path) }
}
