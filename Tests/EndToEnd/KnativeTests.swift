import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `target: knative`, the example plugin: a real registry, the real kubectl, a stand-in for the cluster.
@Suite struct KnativeTests {
    @Test
    func `a model goes to a cluster, is left alone while it is as it was left, is mended, found again and deleted`()
        async throws
    {
        try await withProject { recua, cluster in
            #expect(try await recua.run("plan").output.contains("create the Knative Service `llamas-chat`"))
            let first = try await recua.run("up")
            #expect(first.status == .exited(0), "\(first.output)\n\(first.errorOutput)")
            let status = try await recua.json("status", "--json", "chat")
            #expect(
                status["stacks"]?[0]?["deployment"]?["url"]?.string?.hasSuffix("/models/models/llamas-chat") == true)
            #expect(try await recua.run("up").output.contains("1 stack up to date"))

            try await expectDrift(recua, cluster)
            try await expectAdoption(recua)
            let down = try await recua.run("down")
            #expect(down.output.contains("1 stack down"), "\(down.output)\n\(down.errorOutput)")
            let left = try await cluster.kubectl("get", Self.services, "--namespace=models")
            #expect(left["items"] == [])
        }
    }

    @Test func `a mistake in its section is told with its place and the help of the cluster`() async throws {
        try await withProject { recua, _ in
            let missing = try await recua.run("up", "--set", "knative.namespace=nowhere")
            #expect(missing.status == .exited(1))
            #expect(missing.errorOutput.contains("[knative.no-namespace]"), "\(missing.errorOutput)")
            let odd = try await recua.run("validate", "--set", "knative.minScale=5")
            #expect(odd.status == .exited(2))
            #expect(odd.errorOutput.contains("`minScale` is larger than `maxScale`"), "\(odd.errorOutput)")
        }
    }

    /// What kubectl did behind Recua's back is shown and brought back.
    private func expectDrift(_ recua: RecuaBinary, _ cluster: KubernetesCluster) async throws {
        var service = try await cluster.kubectl("get", Self.services, "llamas-chat", "--namespace=models")
        #expect(service["spec"]?["template"]?["spec"]?["timeoutSeconds"] == 300)
        service = ["spec": ["template": ["spec": ["timeoutSeconds": 5]]]]
        _ = try await cluster.kubectl(
            "patch", Self.services, "llamas-chat", "--namespace=models", "--type=merge", "--patch", service.text())
        #expect(try await recua.json("plan", "--json")["fresh"] == true)
        let drifted = try await recua.run("plan", "--refresh").output
        #expect(drifted.contains("timeout was 300 and is 5"), "\(drifted)")
        let mended = try await recua.run("up", "--refresh")
        #expect(mended.status == .exited(0), "\(mended.output)\n\(mended.errorOutput)")
        #expect(try await recua.json("plan", "--refresh", "--json")["fresh"] == true)
    }

    private func expectAdoption(_ recua: RecuaBinary) async throws {
        try Files.remove("\(recua.environment["HOME"] ?? "")/.recua")
        let adopted = try await recua.json("adopt", "--json")
        let step = adopted["stacks"]?[0]?["steps"]?.array?.first { $0["plugin"] == "knative" }
        #expect(step?["state"] == "adopted", "\(adopted)")
        #expect(try await recua.run("up").output.contains("1 stack up to date"))
    }

    private static let services = "services.serving.knative.dev"

    private func withProject(_ body: @Sendable (RecuaBinary, KubernetesCluster) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                try await withKubernetesCluster(in: folder) { cluster in
                    try folder.write(SampleModel.engine(), to: "stacks/engine", mode: 0o755)
                    try folder.write(SampleModel.weights(), to: "stacks/weights.gguf")
                    try folder.write(Self.manifest(registry.host), to: "stacks/llamas.yaml")
                    try await body(RecuaBinary(in: folder.path, environment: cluster.environment), cluster)
                }
            }
        }
    }

    private static func manifest(_ host: String) -> String {
        """
        recua: 1
        project: llamas
        plugins:
          knative: { run: \(RecuaBinary.package)/stacks/plugins/knative.py }
        stacks:
          chat:
            target: knative
            model: { engine: engine, weights: weights.gguf }
            publish: { repository: "\(host)/llamas" }
            knative: { namespace: models }
            smoke: [{ request: { path: /health } }]

        """
    }
}
