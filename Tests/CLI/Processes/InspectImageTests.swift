import RecuaCore
import RecuaOCI
import RecuaProcess
import RecuaTestSupport
import Testing

/// `recua inspect` of images, as a user runs it.
@Suite struct InspectImageTests {
    @Test func `an image in a folder has a promised shape, and is accepted`() async throws {
        try await withScratchFolder { scratch in
            let image = try await scratch.layout("image")
            let recua = RecuaBinary(in: scratch.path)
            let json = try await recua.json("inspect", "oci:image:demo", "--json")
            #expect(json["version"] == 1 && json["kind"] == "image" && json["accepted"] == true)
            #expect(json["digest"] == .string("\(image.manifest.digest)"))
            #expect(json["architecture"] == "amd64" && json["os"] == "linux")
            #expect(json["entryPoint"] == ["/opt/recua/engine", "--api-key", "…"])
            #expect(json["environment"] == ["HOME": "/tmp", "HF_TOKEN": .null])
            #expect(json["labels"] == ["made.by": "a test"])
            #expect(json["largestUncompressedSize"] == 10_737_418_240)
            #expect(json["uncompressedSize"]?.integer == image.layers.reduce(0) { $0 + $1.uncompressedSize })
            let layer = try #require(json["layers"]?[0])
            #expect(layer["role"] == "engine" && layer["mediaType"]?.string == MediaType.gzipLayer)
            #expect(layer["digest"] == .string("\(image.layers[0].blob.digest)") && layer["entries"] == 3)
            #expect(json["findings"] == [] && json["variants"] == [])
        }
    }

    @Test func `on a terminal an image is a page of 80 columns, and no secret stands on it`() async throws {
        try await withScratchFolder { scratch in
            try await scratch.layout("image")
            let run = try await Terminal.run(RecuaBinary(in: scratch.path).command("inspect", "image"))
            #expect(run.status == .exited(0), "\(run.output)")
            for line in run.output.split(whereSeparator: \.isNewline) {
                let seen = line.split(separator: "\r").last ?? ""
                #expect(seen.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "").count <= 80, "\(line)")
            }
            #expect(run.output.contains("AWS Lambda would take this image"))
            #expect(!run.output.contains("hunter2"))
        }
    }

    @Test func `what Lambda would refuse is exit 5, with the rule and what it prevents`() async throws {
        try await withScratchFolder { scratch in
            try await scratch.layout("image")
            let recua = RecuaBinary(in: scratch.path)
            let wrong = try await recua.run("inspect", "oci:image", "--architecture", "arm64")
            #expect(wrong.status == .exited(5))
            #expect(wrong.output.contains("[image.lint.architecture]") && wrong.output.contains("exec format error"))
            let json = try JSON(
                parsing: try await recua.run("inspect", "oci:image", "--architecture", "arm64", "--json").output)
            #expect(json["accepted"] == false && json["findings"]?[0]?["code"] == "image.lint.architecture")
            let missing = try await recua.run("inspect", "oci:image:other")
            #expect(missing.status == .exited(1) && missing.errorOutput.contains("other"))
            let nothing = try await recua.run("inspect", "oci:nowhere")
            #expect(nothing.status == .exited(1) && nothing.errorOutput.contains("[oci.not-a-layout]"))
        }
    }

    @Test func `an image in a registry is looked at with the login that Docker has, and not kept`() async throws {
        try await withScratchFolder { scratch in
            let image = try await scratch.layout("image")
            try await withDockerRegistry(in: scratch, wantsLogin: true) { registry in
                let (name, password) = DockerRegistry.login
                _ = try await Command(
                    "skopeo",
                    [
                        "copy", "--dest-tls-verify=false", "--dest-creds", "\(name):\(password)",
                        "oci:\(scratch.path("image")):demo", "docker://\(registry.host)/llamas/chat:v1",
                    ], environment: Variables.process
                ).runChecked()
                let login = JSON.string("YW5hOmh1bnRlcjI=")
                try scratch.write(
                    JSON.object(["auths": [registry.host: ["auth": login]]]).text(), to: "docker/config.json")
                let elsewhere = scratch.path("elsewhere")
                let recua = RecuaBinary(
                    in: scratch.path, environment: ["DOCKER_CONFIG": scratch.path("docker"), "RECUA_STORE": elsewhere])
                for subject in [
                    "\(registry.host)/llamas/chat:v1", "docker://\(registry.host)/llamas/chat@\(image.manifest.digest)",
                ] {
                    let json = try await recua.json("inspect", subject, "--json")
                    #expect(json["digest"] == .string("\(image.manifest.digest)"), "\(json.text())")
                    #expect(json["accepted"] == true)
                }
                #expect(!Files.exists(elsewhere))
                let stranger = RecuaBinary(in: scratch.path, environment: ["RECUA_STORE": elsewhere])
                let refused = try await stranger.run("inspect", "\(registry.host)/llamas/chat:v1")
                #expect(refused.status != .exited(0) && refused.errorOutput.contains("docker login"))
                let gone = try await recua.run("inspect", "\(registry.host)/llamas/chat:v2")
                #expect(gone.status == .exited(1) && gone.errorOutput.contains("[registry.missing]"))
            }
        }
    }

    @Test func `without its layers an image is known by its documents`() async throws {
        try await withScratchFolder { scratch in
            let image = try await scratch.layout("image")
            for layer in image.layers { try Files.remove(scratch.path("image/blobs/sha256/\(layer.blob.digest.hex)")) }
            let recua = RecuaBinary(in: scratch.path)
            let json = try await recua.json("inspect", "oci:image", "--shallow", "--json")
            #expect(json["accepted"] == true && json["uncompressedSize"] == .null)
            #expect(try await recua.run("inspect", "oci:image").status == .exited(5))
        }
    }
}

extension ScratchFolder {
    /// Writes an image, named `demo`, with secrets in its configuration as people leave them there.
    @discardableResult
    fileprivate func layout(_ name: String) async throws -> Image {
        let store = Store(root: path("made"))
        let engine = Image.Entry(path: "opt/recua/engine", mode: 0o755, source: try store.add(SampleProgram.elf()))
        let weights = Image.Entry(
            path: "opt/recua/tiny.gguf", mode: 0o644, source: try store.add(SampleModel.weights()))
        var layers: [Image.Layer] = []
        for (role, entry) in [("engine", engine), ("weights", weights)] {
            layers.append(try await Image.Layer(role: role, entries: [entry], architecture: .amd64, store: store))
        }
        let image = ImageRecipe(
            architecture: .amd64, layers: layers, entrypoint: ["/opt/recua/engine", "--api-key", "hunter2"],
            environment: ["HOME": "/tmp", "HF_TOKEN": "hunter2"], labels: ["made.by": "a test"], port: 8080,
            modelName: "tiny", weightsSize: weights.source.size
        ).image()
        try await ImageLayout.write(image: image, to: path(name), name: "demo", store: store)
        return image
    }
}
