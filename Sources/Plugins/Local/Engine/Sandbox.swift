internal import RecuaCore
internal import RecuaProcess

/// Whether bubblewrap works on this machine.
enum Sandbox {
    /// The path of `bwrap`, once it has made the namespaces that the engine's sandbox needs.
    ///
    /// - Throws: ``Diagnostic`` `local.sandbox`, with the ways out.
    static func bubblewrap(environment: [String: String]) async throws -> String {
        guard let path = Command.path(of: "bwrap", environment: environment) else {
            throw Diagnostic(
                "local.sandbox", "the sandbox needs `bwrap`, which is not on `PATH`",
                help: "apt install bubblewrap; or write `local: { sandbox: none }` to run without a sandbox"
            )
        }
        let probe = Command(
            path,
            ["--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--ro-bind", "/", "/", "--", "/bin/true"],
            environment: environment)
        let finished = try await probe.run()
        guard finished.succeeded else { throw refusal(finished) }
        return path
    }

    private static func refusal(_ finished: Finished) -> Diagnostic {
        Diagnostic(
            "local.sandbox", "bubblewrap cannot make a sandbox on this machine",
            help: "allow user namespaces (`sysctl kernel.unprivileged_userns_clone=1`, or on Ubuntu "
                + "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`), or write `local: { sandbox: none }`",
            related: finished.errorOutput.split(whereSeparator: \.isNewline).suffix(3).map {
                Diagnostic.Related(String($0))
            }
        )
    }
}
