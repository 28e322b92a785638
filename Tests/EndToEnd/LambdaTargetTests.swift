import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The demo's manifest with the other target: a real registry, the real SAM CLI, an emulation of AWS.
@Suite(.serialized) struct LambdaTargetTests {
    @Test
    func
        `the same manifest goes through SAM: two functions as asked for, a second up deploys nothing, down removes both`()
        async throws
    {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                try await withAWSEmulator(in: folder, registry: registry) { emulator in
                    try await journey(
                        try DemoProject(in: folder, environment: emulator.environment), registry, emulator)
                }
            }
        }
    }

    private func journey(_ demo: DemoProject, _ registry: DockerRegistry, _ emulator: AWSEmulator) async throws {
        let options = [
            "--target", "lambda", "--set", "publish.repository=\(registry.host)/{project}/{stack}",
            "--set", "image.adapter=none", "--set", "function.environment.GREETING=${env:GREETING}",
        ]
        let recua = RecuaBinary(
            in: demo.folder, environment: demo.recua.environment.merging(["GREETING": "quite a secret"]) { $1 })

        let first = try await recua.command(["up"] + options).run()
        #expect(first.status == .exited(0), "\(first.output)\n\(first.errorOutput)")
        let uploads = registry.uploads

        let status = try JSON(parsing: try await recua.command(["status", "--json"] + options).run().output)
        for (index, name) in ["chat", "embed"].enumerated() {
            let deployment = status["stacks"]?[index]?["deployment"]
            #expect(deployment?["url"]?.string?.hasPrefix("http://127.0.0.1:") == true, "\(name)")
            #expect(deployment?["auth"]?.string == "iam")
            try await expectFunction(deployment, name, emulator)
        }

        let second = try await recua.command(["up"] + options).run()
        #expect(second.output.contains("2 stacks up to date"), "\(second.output)\n\(second.errorOutput)")
        #expect(registry.uploads == uploads)

        #expect(!(try secretIsIn(demo.folder + "/.recua")))
        try await expectAdoption(recua, options, demo)
        #expect(registry.uploads == uploads)
        try await expectRefresh(recua, options, emulator)
        let down = try await recua.command(["down", "-f", "stacks/demo.yaml"]).run()
        #expect(down.output.contains("2 stacks down"), "\(down.output)\n\(down.errorOutput)")
        let left = try await emulator.aws("lambda", "list-functions")
        #expect(left["Functions"]?.array?.isEmpty == true)
    }

    /// A lost ledger is rebuilt from the account, from the registry and from this machine, and then there is nothing to do.
    private func expectAdoption(_ recua: RecuaBinary, _ options: [String], _ demo: DemoProject) async throws {
        try Files.remove("\(demo.folder)/.recua")
        let adopted = try JSON(parsing: try await recua.command(["adopt", "--json"] + options).run().output)
        for stack in adopted["stacks"]?.array ?? [] {
            let states = (stack["steps"]?.array ?? []).map { $0["state"]?.string }
            #expect(states == Array(repeating: "adopted", count: 6), "\(stack)")
        }
        let up = try await recua.command(["up"] + options).run()
        #expect(up.output.contains("2 stacks up to date"), "\(up.output)\n\(up.errorOutput)")
        #expect(!(try secretIsIn(demo.folder + "/.recua")))
    }

    /// What was changed by hand is shown and brought back.
    private func expectRefresh(_ recua: RecuaBinary, _ options: [String], _ emulator: AWSEmulator) async throws {
        func plan(_ more: String...) async throws -> JSON {
            try JSON(parsing: try await recua.command(["plan", "--json"] + more + options).run().output)
        }
        let status = try JSON(parsing: try await recua.command(["status", "--json", "chat"] + options).run().output)
        let name = status["stacks"]?[0]?["deployment"]?["resources"]?["function"]?.string ?? ""
        _ = try await emulator.aws(
            "lambda", "update-function-configuration", "--function-name", name, "--memory-size", "512")
        #expect(try await plan()["fresh"] == true)
        let drifted = try await plan("--refresh")
        #expect(drifted["stacks"]?[1]?["fresh"] == true)
        let reasons = drifted["stacks"]?[0]?["steps"]?.array?.first { $0["plugin"] == "lambda" }?["reasons"]
        #expect(reasons?[0]?["text"] == "memory was 2048 MB and is 512 MB", "\(drifted)")
        let mended = try await recua.command(["up", "--refresh", "chat"] + options).run()
        #expect(mended.status == .exited(0), "\(mended.output)\n\(mended.errorOutput)")
        let found = try await emulator.aws("lambda", "get-function", "--function-name", name)
        #expect(found["Configuration"]?["MemorySize"]?.integer == 2048)
        #expect(try await plan("--refresh")["fresh"] == true)
    }

    /// The function has what the manifest asked for.
    private func expectFunction(_ deployment: JSON?, _ name: String, _ emulator: AWSEmulator) async throws {
        let function = deployment?["resources"]?["function"]?.string ?? ""
        let found = try await emulator.aws("lambda", "get-function", "--function-name", function)
        let configuration = found["Configuration"]
        #expect(configuration?["MemorySize"]?.integer == 2048)
        #expect(configuration?["Timeout"]?.integer == 300)
        #expect(configuration?["Architectures"]?[0]?.string == "x86_64")
        #expect(configuration?["Environment"]?["Variables"]?["GREETING"]?.string == "quite a secret")
        let digest = deployment?["imageDigest"]?.string ?? "?"
        #expect(found["Code"]?["ImageUri"]?.string?.hasSuffix("@sha256:\(digest)") == true)
        let url = try await emulator.aws("lambda", "get-function-url-config", "--function-name", function)
        #expect(url["AuthType"]?.string == "AWS_IAM")
        #expect(url["InvokeMode"]?.string == "RESPONSE_STREAM")
    }

    /// Looks for the secret in every file of the state folder.
    private func secretIsIn(_ folder: String) throws -> Bool {
        for name in try Files.list(folder) {
            let path = "\(folder)/\(name)"
            if Files.facts(path)?.isFolder == true {
                if try secretIsIn(path) { return true }
            } else if String(decoding: try Files.read(path), as: UTF8.self).contains("quite a secret") {
                return true
            }
        }
        return false
    }
}
