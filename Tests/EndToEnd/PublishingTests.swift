import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `recua publish` as processes, against a real registry.
@Suite struct PublishingTests {
    @Test func `a second stack with the same weights reads no more of them than their header, and sends none of them`()
        async throws
    {
        try await withProject { folder, registry in
            let recua = RecuaBinary(in: folder.path)
            let first = try await recua.run("publish", "one")
            #expect(first.status == .exited(0), "\(first.errorOutput)")
            #expect(registry.uploads == 3)

            let command = recua.command("publish", "two")
            let trace = folder.path("trace")
            let traced = Command(
                "strace",
                ["-f", "-y", "-e", "trace=openat,read,pread64,mmap,sendfile", "-o", trace, command.executable]
                    + command.arguments,
                environment: command.environment, folder: command.folder
            )
            let second = try await traced.run(hint: "apt install strace")
            #expect(second.status == .exited(0), "\(second.errorOutput)")
            // Its configuration.
            #expect(registry.uploads == 4)
            let calls = try Files.readText(trace).split(separator: "\n")
            #expect(calls.contains { $0.contains("llamas.yaml>") })
            let touched = calls.filter { $0.contains("weights.gguf>") || $0.contains(Digest(of: Self.weights).hex) }
            let read = touched.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
            // Its header, by which a file is known to be a model.
            #expect(read < 500_000, "\(touched)")
            #expect(touched.contains { $0.contains("mmap") } == false)
        }
    }

    @Test func `two processes that publish the same layers do no harm`() async throws {
        try await withProject { folder, registry in
            try await withThrowingTaskGroup(of: Finished.self) { group in
                for name in ["first", "second"] {
                    // Ledgers of their own, one store.
                    let project = folder.path(name)
                    try Files.write(Self.manifest(registry.host, in: folder.path), to: "\(project)/stacks/llamas.yaml")
                    let recua = RecuaBinary(in: project, environment: ["RECUA_STORE": folder.path("store")])
                    group.addTask { try await recua.run("publish") }
                }
                for try await finished in group {
                    #expect(finished.status == .exited(0), "\(finished.errorOutput)")
                }
            }
            for tag in ["one", "two"] {
                let copy = folder.path("copy-\(tag)")
                // It checks every digest on the way.
                let skopeo = Command(
                    "skopeo",
                    ["copy", "--src-tls-verify=false", "docker://\(registry.host)/llamas:\(tag)", "oci:\(copy)"],
                    environment: Variables.process)
                _ = try await skopeo.runChecked(hint: "apt install skopeo")
            }
        }
    }

    @Test func `a login comes from Docker's configuration, and without a good one the exit code is 3`() async throws {
        try await withProject(wantsLogin: true) { folder, registry in
            let recua = RecuaBinary(in: folder.path)
            let anonymous = try await recua.run("publish", "one")
            #expect(anonymous.status == .exited(3), "\(anonymous.errorOutput)")
            #expect(anonymous.errorOutput.contains("registry.credentials.missing"))

            let (name, password) = DockerRegistry.login
            try docker(folder, registry, name, "another")
            let refused = try await recua.run("publish", "one")
            #expect(refused.status == .exited(3), "\(refused.errorOutput)")
            #expect(refused.errorOutput.contains("registry.credentials.invalid"))

            try docker(folder, registry, name, password)
            let accepted = try await recua.run("publish", "one")
            #expect(accepted.status == .exited(0), "\(accepted.errorOutput)")
            #expect(registry.uploads == 3)
        }
    }

    @Test func `Amazon ECR gets its repository and the image, and lacking AWS credentials are exit code 3`()
        async throws
    {
        try await withProject { folder, registry in
            try await withAWSEmulator(in: folder, registry: registry) { emulator in
                let host = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
                let options = [
                    "publish", "one", "--set", "publish.repository=\(host)/llamas", "--set", "publish.create=true",
                    // The emulator is the proxy to all hosts of ECR, in plain HTTP.
                    "--set", "publish.insecure=true",
                ]
                let proxy = ["HTTP_PROXY": emulator.url, "NO_PROXY": "localhost", "HOME": emulator.environment["HOME"]]
                let bare = ["PATH": TestTools.path].merging(proxy.compactMapValues(\.self)) { $1 }
                let without = RecuaBinary(
                    in: folder.path, environment: bare.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 })
                let refused = try await without.command(options).run()
                #expect(refused.status == .exited(3), "\(refused.errorOutput)")

                let recua = RecuaBinary(in: folder.path, environment: emulator.environment.merging(bare) { $1 })
                let published = try await recua.command(options).run()
                #expect(published.status == .exited(0), "\(published.errorOutput)")
                #expect(published.output.contains("\(host)/llamas@sha256:"))
                let made = try await emulator.aws("ecr", "describe-repositories", "--repository-names", "llamas")
                #expect(made["repositories"]?[0]?["imageScanningConfiguration"]?["scanOnPush"] == true)
                #expect(registry.uploads == 3)
            }
        }
    }

    private func docker(_ folder: ScratchFolder, _ registry: DockerRegistry, _ name: String, _ password: String) throws
    {
        let entry = JSON.object(["username": .string(name), "password": .string(password)])
        try folder.write(JSON.object(["auths": .object([registry.host: entry])]).text(), to: ".docker/config.json")
    }

    private static let weights = SampleModel.weights(padding: 5_000_000)

    /// Two stacks that differ in their server's context, with a model beside the manifest.
    private func withProject(
        wantsLogin: Bool = false, _ body: @Sendable (ScratchFolder, DockerRegistry) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder, wantsLogin: wantsLogin) { registry in
                try folder.write(SampleModel.engine(), to: "engine", mode: 0o755)
                try folder.write(Self.weights, to: "weights.gguf")
                try folder.write(Self.manifest(registry.host, in: folder.path), to: "stacks/llamas.yaml")
                try await body(folder, registry)
            }
        }
    }

    private static func manifest(_ host: String, in folder: String) -> String {
        """
        recua: 1
        project: llamas
        defaults:
          target: lambda
          lambda: { region: us-east-1 }
          model: { engine: \(folder)/engine, weights: \(folder)/weights.gguf }
          image: { adapter: none }
          publish: { repository: "\(host)/llamas" }
        stacks:
          one: { server: { context: 512 } }
          two: { server: { context: 1024 } }

        """
    }
}
