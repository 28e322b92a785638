package import Subprocess
internal import SystemPackage

extension Configuration {
    /// A program in a session of its own: it and all that it starts can be found and ended together, and Ctrl-C in the
    /// terminal does not reach them.
    ///
    /// - Parameters:
    ///   - program: a path, or a bare name that `PATH` leads to.
    ///   - name: what the program is told that it is called, if not `program`.
    ///   - folder: where it starts; where this process is, if not given.
    ///   - teardown: how it is ended when its task is cancelled, or fails; nothing but SIGKILL if empty.
    package init(
        ownSessionOf program: String, _ arguments: [String], name: String? = nil, folder: String?,
        environment: [String: String], teardown: [TeardownStep]
    ) {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = teardown
        let variables = environment.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        self.init(
            executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(executablePathOverride: name, remainingValues: arguments),
            environment: .custom(Dictionary(variables) { first, _ in first }),
            workingDirectory: folder.map { FilePath($0) }, platformOptions: options
        )
    }
}
