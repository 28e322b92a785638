internal import RecuaCore
internal import RecuaProcess

/// Whether bubblewrap works on this machine.
enum Sandbox {
    /// The path of `bwrap`, once it has made the namespaces that the engine's sandbox needs.
    ///
    /// - Throws: ``Diagnostic`` `local.sandbox`, with the ways out.
    static func bubblewrap(environment: [String: String]) async throws -> String {
        let arguments = ["--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--ro-bind", "/", "/"]
        switch try await Bubblewrap.probed(with: arguments, environment: environment) {
        case .works(let path): return path
        case .missing:
            throw Diagnostic(
                "local.sandbox", "the sandbox needs `bwrap`, which is not on `PATH`",
                help: "apt install bubblewrap; or write `local: { sandbox: none }` to run without a sandbox"
            )
        case .refused(let words):
            throw Diagnostic(
                "local.sandbox", "bubblewrap cannot make a sandbox on this machine",
                help: "allow user namespaces (`sysctl kernel.unprivileged_userns_clone=1`, or on Ubuntu "
                    + "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`), or write `local: { sandbox: none }`",
                related: words.map { Diagnostic.Related($0) }
            )
        }
    }
}
