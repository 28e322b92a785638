public import RecuaCore
internal import RecuaProcess
internal import Synchronization

/// A stand-in for a Kubernetes API server, on this machine: `Tests/Support/kubernetes/README.md` says what it is not.
public struct KubernetesCluster: Sendable {
    /// What `kubectl` and Recua need to talk to it.
    public let environment: [String: String]

    /// The answer of the real kubectl.
    public func kubectl(_ arguments: String...) async throws -> JSON {
        let bare = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": Files.folder(of: environment["KUBECONFIG"] ?? "")]
        let command = Command(
            "kubectl", arguments + ["--output=json"], environment: bare.merging(environment) { $1 })
        let answer = try await command.runChecked(hint: "scripts/setup test")
        return answer.contains { !$0.isWhitespace } ? try JSON(parsing: answer) : .null
    }
}

/// Runs a stand-in while `body` runs. It has Knative, and the namespaces `default` and `models`.
public func withKubernetesCluster<Result: Sendable>(
    in folder: ScratchFolder, _ body: (KubernetesCluster) async throws -> Result
) async throws -> Result {
    let configuration = folder.path("kubeconfig")
    let command = Command(
        "python3", ["-B", "\(RecuaBinary.package)/Tests/Support/kubernetes/cluster.py", "--kubeconfig", configuration],
        environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    let words = ClusterLog()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            _ = try await command.run(onErrorLine: words.add, onOutputLine: words.add)
            throw Diagnostic("test.cluster", "the stand-in of a cluster ended: \(words.text)")
        }
        group.addTask {
            for await _ in words.isReady {}
        }
        defer { group.cancelAll() }
        try await group.next()
        return try await body(KubernetesCluster(environment: ["KUBECONFIG": configuration]))
    }
}

/// What the stand-in writes, and that it is ready once it says so.
private final class ClusterLog: Sendable {
    private let lines = Mutex<[String]>([])
    let isReady: AsyncStream<Void>
    private let ready: AsyncStream<Void>.Continuation

    init() { (isReady, ready) = AsyncStream<Void>.makeStream() }

    @Sendable func add(_ line: String) {
        lines.withLock { $0.append(line) }
        if line == "ready" { ready.finish() }
    }

    var text: String { lines.withLock { $0.suffix(5).joined(separator: "\n") } }
}
