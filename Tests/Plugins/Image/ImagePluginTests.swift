import RecuaCore
import RecuaOCI
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaImage

@Suite struct ImagePluginTests {
    @Test func `an engine and weights become two layers, and the entry point names them`() async throws {
        try await withScratchFolder { folder in
            let image = try await SampleBuild.image(
                ["server": ["context": 2048, "embeddings": true, "pooling": "mean", "threads": 3]], folder)
            #expect(image.layers.map(\.role) == ["engine", "weights"])
            #expect(image.layers.flatMap(\.entries).map(\.path) == ["opt/recua/engine", "opt/recua/weights/tiny.gguf"])
            #expect(
                image.entrypoint == [
                    "/opt/recua/engine", "--server", "--host", "127.0.0.1", "--port", "8080", "-m",
                    "/opt/recua/weights/tiny.gguf",
                    "-c", "2048", "-np", "1", "-a", "demo", "-t", "3", "--embeddings", "--pooling", "mean", "--gpu",
                    "disable",
                    "--cache-ram", "0", "--no-warmup",
                ])
            #expect(image.environment == ["HOME": "/tmp", "TMPDIR": "/tmp"])
            #expect(image.modelName == "demo")
            #expect(image.weightsSize == 5000)
        }
    }

    @Test func `a llamafile is assimilated, for the function's architecture`() async throws {
        try await withScratchFolder { folder in
            let file = try Store(root: folder.path("store")).add(SampleProgram.portable())
            let model = Model(llamafile: Model.File(name: "Tiny.llamafile", file))
            let sections: JSON = [
                "image": ["adapter": "none"], "function": ["architecture": "arm64"], "server": ["alias": "tiny"],
            ]
            let image = try await SampleBuild.image(sections, folder, model: model, target: "lambda")
            #expect(image.architecture == "arm64")
            #expect(image.layers.map(\.role) == ["llamafile"])
            #expect(image.layers[0].entries[0].isAssimilated)
            #expect(image.entrypoint.first == "/opt/recua/Tiny.llamafile")
            #expect(!image.entrypoint.contains("-m"))
            #expect(image.modelName == "tiny")
        }
    }

    @Test func `the adapter is a layer of its own for Lambda`() async throws {
        try await withScratchFolder { folder in
            try folder.write(SampleProgram.elf(size: 700), to: "lambda-adapter")
            let sections: JSON = ["image": ["adapter": ["path": "lambda-adapter"]], "server": ["port": 9000]]
            let image = try await SampleBuild.image(sections, folder, target: "lambda")
            let adapter = try #require(image.layers.last)
            #expect(adapter.role == "adapter")
            #expect(adapter.entries.map(\.path) == ["opt/extensions/lambda-adapter"])
            #expect(adapter.entries.map(\.mode) == [0o755])
            #expect(image.environment["AWS_LWA_PORT"] == "9000")
            #expect(image.environment["AWS_LWA_READINESS_CHECK_PATH"] == "/health")
            #expect(image.environment["AWS_LWA_INVOKE_MODE"] == nil)
        }
    }

    @Test func `a base image keeps its layers, its environment and its digest`() async throws {
        try await withScratchFolder { folder in
            let base = try await SampleBuild.image(
                ["image": ["environment": ["GREETING": "hello", "HOME": "/root"]]], folder)
            let store = Store(root: folder.path("store"))
            try await ImageLayout.write(image: base, to: folder.path("base"), store: store)
            let sections: JSON = [
                "image": ["base": ["layout": "base"], "labels": ["team": "llamas"], "environment": ["A": "1"]]
            ]
            let image = try await SampleBuild.image(sections, folder)
            #expect(image.layers.map(\.role) == ["base", "base", "engine", "weights"])
            #expect(image.layers.prefix(2).map(\.blob) == base.layers.map(\.blob))
            #expect(image.environment == ["GREETING": "hello", "HOME": "/tmp", "TMPDIR": "/tmp", "A": "1"])
            #expect(image.configText.contains(#""Labels":{"team":"llamas"}"#))
            try await ImageLayout.write(image: image, to: folder.path("out"), store: store)
            let tool = Command("skopeo", ["inspect", "oci:\(folder.path("out"))"], environment: Variables.process)
            #expect(try JSON(parsing: try await tool.runChecked())["Layers"]?.array?.count == 4)
        }
    }

    @Test func `the image of a fetched model is made again without a look at the model`() async throws {
        try await withScratchFolder { folder in
            let model = try SampleBuild.model(in: folder)
            let first = try await SampleBuild.image(["server": ["context": 100]], folder, model: model)
            // Still there, no longer readable as what it was: a second pass over it would be noticed.
            let weights = try #require(model.weights)
            try Files.remove(weights.path)
            let second = try await SampleBuild.image(["server": ["context": 200]], folder, model: model)
            #expect(second.layers == first.layers)
            #expect(second.manifest.digest != first.manifest.digest)
        }
    }

    @Test func `a program for another processor is refused`() async throws {
        try await withScratchFolder { folder in
            let sections: JSON = ["image": ["adapter": "none"], "function": ["architecture": "arm64"]]
            let error = await #expect(throws: Diagnostic.self) {
                try await SampleBuild.image(sections, folder, target: "lambda")
            }
            #expect(error?.code == "image.architecture")
        }
    }

    @Test(arguments: [
        ("--tools", "image.dangerous-argument"), ("--agent", "image.dangerous-argument"),
        ("--mcp-config=x", "image.dangerous-argument"),
        ("--api-key", "image.secret-argument"), ("--port", "image.reserved-argument"),
        ("-m", "image.reserved-argument"),
        ("--ctx-size=1", "image.reserved-argument"), ("--pooling", "image.reserved-argument"),
    ])
    func `arguments that a manifest must not hold are placed`(word: String, code: String) throws {
        let sections: JSON = ["server": ["arguments": ["--temp", "0", .string(word)]]]
        let facts = StackFacts(name: "demo", project: "tests", target: "local", folder: "/")
        let found = ImagePlugin().check(try sections.decode(ImageSections.self), in: facts)
        #expect(found.map(\.code) == [code])
        #expect(found.map(\.pointer) == ["/server/arguments/2"])
    }

    @Test(arguments: ["../base", "/base", "UPPER/case", ":"])
    func `a base that is no image's name is placed`(text: String) throws {
        let sections: JSON = ["image": ["base": .string(text)]]
        let facts = StackFacts(name: "demo", project: "tests", target: "local", folder: "/")
        let found = ImagePlugin().check(try sections.decode(ImageSections.self), in: facts)
        #expect(found.map(\.pointer) == ["/image/base"])
    }

    @Test func `the user's own words come in place of Recua's`() throws {
        let section = ServerSection(arguments: ["--cache-ram", "512", "--warmup", "--temp", "0"])
        let words = ServerArguments(section, alias: "a").words(model: [])
        #expect(words.suffix(7) == ["--gpu", "disable", "--cache-ram", "512", "--warmup", "--temp", "0"])
        #expect(words.filter { $0 == "--cache-ram" }.count == 1)
        #expect(!words.contains("--no-warmup"))
    }
}
