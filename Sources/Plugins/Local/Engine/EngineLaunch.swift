internal import RecuaCore
internal import RecuaProcess

/// How the engine is started: everything but its port and its secrets, as a value that goes into a file.
struct EngineLaunch: Codable, Sendable, Hashable {
    /// A file of this machine at its place in the image.
    struct Mount: Codable, Sendable, Hashable {
        var source: String
        /// Absolute.
        var path: String
    }

    /// The programs that hold the engine, by path. A missing one holds nothing.
    struct Holders: Codable, Sendable, Hashable {
        /// Makes the sandbox; nil to run bare.
        var bubblewrap: String?
        /// Sets the memory limit.
        var prlimit: String?
        /// Ends a bare engine with its front. A sandbox does that by itself.
        var setpriv: String?
    }

    var name: String
    var mounts: [Mount]
    /// The program and its arguments, as the image has them.
    var words: [String]
    /// What the image's words say the engine listens on.
    var imagePort: Int
    var environment: [String: String]
    /// The working folder, in the image.
    var folder: String
    /// MB; nil for no limit.
    var memory: Int?
    /// MB of `/tmp`.
    var temporary: Int
    var holders: Holders
}

extension EngineLaunch {
    /// The command for one start of the engine, to listen on `port`.
    func command(port: Int, secrets: [String: String]) -> Command {
        var arguments: [String] = []
        if let prlimit = holders.prlimit, let memory { arguments += [prlimit, "--data=\(memory << 20)", "--"] }
        if let bubblewrap = holders.bubblewrap {
            arguments += [bubblewrap] + sandbox + ["--"] + words(port: port)
        } else {
            if let setpriv = holders.setpriv { arguments += [setpriv, "--pdeathsig", "KILL", "--"] }
            arguments += words(port: port).map(inPlace)
        }
        return Command(
            arguments.first ?? "", Array(arguments.dropFirst()), environment: environment(with: secrets), folder: "/")
    }

    /// The image's words with the port in them replaced.
    func words(port: Int) -> [String] {
        var words = words
        for index in words.indices {
            if words[index] == "--port=\(imagePort)" {
                words[index] = "--port=\(port)"
                return words
            }
            if words[index] == "--port", words.indices.contains(index + 1), words[index + 1] == "\(imagePort)" {
                words[index + 1] = "\(port)"
                return words
            }
        }
        return words + ["--port", "\(port)"]
    }

    /// An empty root, read-only, with nothing in it but the image's files and a writable `/tmp`.
    private var sandbox: [String] {
        let fixed = ["--unshare-all", "--share-net", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
        let system = ["--proc", "/proc", "--dev", "/dev", "--size", "\(temporary << 20)", "--tmpfs", "/tmp"]
        let files = mounts.flatMap { ["--ro-bind", $0.source, $0.path] }
        return fixed + system + files + ["--dir", folder, "--remount-ro", "/", "--chdir", folder]
    }

    /// Without a sandbox the image's paths do not exist: a word that is one, or ends in one, names the file itself.
    private func inPlace(_ word: String) -> String {
        for mount in mounts.reversed() {
            if word == mount.path { return mount.source }
            if word.hasSuffix("=\(mount.path)") { return word.dropLast(mount.path.count) + mount.source }
        }
        return word
    }

    private func environment(with secrets: [String: String]) -> [String: String] {
        var all = environment.merging(secrets) { _, secret in secret }
        all["AWS_LAMBDA_FUNCTION_NAME"] = name
        all["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST"
        if let memory { all["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "\(memory)" }
        return all
    }
}
