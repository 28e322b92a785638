internal import RecuaCore
internal import RecuaProcess
internal import Synchronization

/// Debian's `docker-registry`, on a free port, with its storage in a folder of the test's own.
public final class DockerRegistry: Sendable {
    /// `127.0.0.1:40123`, as in image references.
    public let host: String
    /// A file with a line for each request, which the registry writes before it sends an answer without a body, or a
    /// small one: of what somebody has been told it is there. Over a pipe it could come later.
    private let answers: String

    /// The name and the password that it takes when it wants a login.
    public static let login = ("ana", "hunter2")

    fileprivate init(host: String, answers: String) {
        self.host = host
        self.answers = answers
    }

    /// Uploads that the registry has completed so far, by its own log: blobs, not manifests.
    public var uploads: Int {
        count { $0.contains("\"PUT /v2/") && $0.contains("/blobs/uploads/") && $0.contains(" 201 ") }
    }

    /// Requests for manifests and blobs that the registry has answered so far.
    public var downloads: Int { count { $0.contains("\"GET /v2/") && $0.contains("/sha256:") } }

    private func count(_ fits: (Substring) -> Bool) -> Int {
        ((try? Files.readText(answers)) ?? "").split(separator: "\n").count { fits($0) }
    }
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
    let answers = folder.path("registry.log")
    let command = Command(
        "sh", ["-c", #"exec docker-registry serve "$0" >"$1""#, file, answers],
        environment: Variables.process.filter { ["PATH", "HOME"].contains($0.key) })
    let lines = RegistryLog()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            _ = try await command.run(onErrorLine: lines.add)
            throw Diagnostic(
                "test.registry", "the registry ended: \(lines.text)", help: "apt install docker-registry")
        }
        group.addTask {
            for await _ in lines.isReady {}
        }
        defer { group.cancelAll() }
        try await group.next()
        guard let host = lines.host else {
            throw Diagnostic("test.registry", "the registry does not say where it listens")
        }
        return try await body(DockerRegistry(host: host, answers: answers))
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
}
