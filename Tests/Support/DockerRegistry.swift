internal import RecuaCore
internal import RecuaProcess
internal import Synchronization

/// Debian's `docker-registry`, on a free port, with its storage in a folder of the test's own.
public final class DockerRegistry: Sendable {
    /// `127.0.0.1:40123`, as in image references.
    public let host: String
    private let lines: RegistryLog

    /// The name and the password that it takes when it wants a login.
    public static let login = ("ana", "hunter2")

    fileprivate init(host: String, lines: RegistryLog) {
        self.host = host
        self.lines = lines
    }

    /// Uploads that the registry has completed so far, by its own log: blobs, not manifests.
    public var uploads: Int {
        lines.count { $0.contains("\"PUT /v2/") && $0.contains("/blobs/uploads/") && $0.contains(" 201 ") }
    }

    /// Requests for manifests and blobs that the registry has answered so far.
    public var downloads: Int { lines.count { $0.contains("\"GET /v2/") && $0.contains("/sha256:") } }
}

/// Runs a registry while `body` runs.
///
/// - Parameter wantsLogin: true for one that only ``DockerRegistry/login`` opens.
public func withDockerRegistry<Result: Sendable>(
    in folder: ScratchFolder, wantsLogin: Bool = false, _ body: (DockerRegistry) async throws -> Result
) async throws -> Result {
    // bcrypt of the password.
    let users = try folder.write("ana:$2b$05$abcdefghijklmnopqrstuuoXuKqgZXLiJqzfmMXDDhSFPIvxV7t8.\n", to: "htpasswd")
    let configuration = """
        version: 0.1
        log: {level: info}
        storage: {filesystem: {rootdirectory: \(folder.path("registry"))}, delete: {enabled: true}}
        http: {addr: "127.0.0.1:0", secret: test}
        \(wantsLogin ? "auth: {htpasswd: {realm: test, path: \(users)}}" : "")

        """
    let file = try folder.write(configuration, to: "registry.yml")
    let command = Command(
        "docker-registry", ["serve", file], environment: Variables.process.filter { ["PATH", "HOME"].contains($0.key) })
    let lines = RegistryLog()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            _ = try await command.run(
                hint: "apt install docker-registry", onErrorLine: lines.add, onOutputLine: lines.add)
            throw Diagnostic("test.registry", "the registry ended: \(lines.text)")
        }
        group.addTask {
            for await _ in lines.isReady {}
        }
        defer { group.cancelAll() }
        try await group.next()
        guard let host = lines.host else {
            throw Diagnostic("test.registry", "the registry does not say where it listens")
        }
        return try await body(DockerRegistry(host: host, lines: lines))
    }
}

/// What the registry writes, and the port that it names there.
private final class RegistryLog: Sendable {
    private let lines = Mutex<[String]>([])
    let isReady: AsyncStream<Void>
    private let ready: AsyncStream<Void>.Continuation

    init() { (isReady, ready) = AsyncStream<Void>.makeStream() }

    @Sendable func add(_ line: String) {
        lines.withLock { $0.append(line) }
        if line.contains("listening on ") { ready.finish() }
    }

    var text: String { lines.withLock { $0.suffix(5).joined(separator: "\n") } }

    var host: String? {
        lines.withLock { lines in
            lines.lazy.compactMap { line in
                line.firstRange(of: "listening on ").map {
                    String(line[$0.upperBound...].prefix { $0 != "\"" && $0 != " " })
                }
            }.first
        }
    }

    func count(_ fits: (String) -> Bool) -> Int { lines.withLock { $0.count { fits($0) } } }
}
