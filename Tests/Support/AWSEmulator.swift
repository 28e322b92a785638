public import RecuaCore
internal import RecuaProcess
internal import Synchronization

/// AWS as far as a deployment needs it, on this machine: `Tests/Support/aws/README.md` says what it does and does not.
public struct AWSEmulator: Sendable {
    /// `http://localhost:40123`.
    public let url: String
    /// What `sam`, `aws` and Recua need to talk to it, `PATH` included; `HOME` is a folder of the test's own.
    public let environment: [String: String]

    fileprivate init(port: String, folder: ScratchFolder) {
        url = "http://localhost:\(port)"
        environment = [
            "PATH": TestTools.path, "HOME": folder.path("home"), "LANG": "C.UTF-8", "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true", "SAM_CLI_TELEMETRY": "0", "SAM_CLI_POLL_DELAY": "0.2",
        ]
    }

    /// Makes the next `times` occasions go wrong: `create-fails`, `update-fails`, `rollback-fails`, `delete-fails`,
    /// `throttle` …; `hold` keeps stacks changing until it is 0 again.
    public func fault(_ name: String, times: Int = 1) async throws {
        _ = try await administer("faults", .object([name: .integer(Int64(times))]))
    }

    /// The open function URLs and the environments that run behind them.
    public func state() async throws -> JSON { try await administer("state", nil) }

    /// The answer of a call of the AWS CLI.
    public func aws(_ arguments: String...) async throws -> JSON {
        let command = Command("aws", arguments + ["--output", "json"], environment: environment)
        let answer = try await command.runChecked(hint: "scripts/setup test")
        return answer.contains { !$0.isWhitespace } ? try JSON(parsing: answer) : .null
    }

    private func administer(_ name: String, _ value: JSON?) async throws -> JSON {
        let script = """
            import sys, urllib.request
            body = sys.stdin.buffer.read() or None
            print(urllib.request.urlopen(sys.argv[1], body).read().decode())
            """
        return try JSON(parsing: try await TestTools.python(script, ["\(url)/_emulator/\(name)"], input: value?.text()))
    }
}

/// Runs the emulator while `body` runs, with the images of `registry` behind it.
public func withAWSEmulator<Result: Sendable>(
    in folder: ScratchFolder, registry: DockerRegistry, _ body: (AWSEmulator) async throws -> Result
) async throws -> Result {
    let port = folder.path("emulator.port")
    try Files.createFolder(folder.path("home"))
    let command = Command(
        "\(TestTools.folder)/python",
        [
            "\(RecuaBinary.package)/Tests/Support/aws/emulator.py", "--port-file", port, "--registry",
            "http://\(registry.host)",
        ],
        environment: ["PATH": TestTools.path, "HOME": folder.path("home"), "PYTHONDONTWRITEBYTECODE": "1"]
    )
    let log = EmulatorLog()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            _ = try await command.run(hint: "scripts/setup test", onErrorLine: log.add, onOutputLine: log.add)
            throw Diagnostic("test.emulator", "the AWS emulator ended: \(log.text)")
        }
        group.addTask {
            for await _ in log.isReady {}
        }
        defer { group.cancelAll() }
        try await group.next()
        return try await body(AWSEmulator(port: try Files.readText(port).filter(\.isNumber), folder: folder))
    }
}

/// What the emulator writes, and that it is ready once it says so.
private final class EmulatorLog: Sendable {
    private let lines = Mutex<[String]>([])
    let isReady: AsyncStream<Void>
    private let ready: AsyncStream<Void>.Continuation

    init() { (isReady, ready) = AsyncStream<Void>.makeStream() }

    @Sendable func add(_ line: String) {
        lines.withLock { $0.append(line) }
        if line.contains("emulator ready on ") { ready.finish() }
    }

    var text: String { lines.withLock { $0.suffix(5).joined(separator: "\n") } }
}
