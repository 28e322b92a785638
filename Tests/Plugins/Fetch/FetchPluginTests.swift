import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

struct FetchPluginTests {
    @Test func `a local llamafile is used where it is`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write(SampleModel.llamafile(), to: "models/a.llamafile", mode: 0o755)
            let model = try await Fetching(folder).run(ModelSection(llamafile: Source(url: "models/a.llamafile")))
            #expect(model.llamafile?.path == path)
            #expect(model.llamafile?.sha256 == Digest(of: SampleModel.llamafile()))
            #expect(model.engine == nil)
        }
    }

    @Test func `a folder in the place of a file is told as such`() async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("models"))
            let error = await #expect(throws: Diagnostic.self) {
                try await Fetching(folder).run(ModelSection(llamafile: Source(url: "models")))
            }
            #expect(error?.code == "fetch.not-found")
            #expect(error?.message.hasSuffix("/models` is a folder, not a file") == true)
        }
    }

    @Test func `a program that may not be started is copied, and the original keeps its mode`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write(SampleModel.llamafile(), to: "a.llamafile", mode: 0o644)
            let fetching = try Fetching(folder)
            let file = try #require(
                try await fetching.run(ModelSection(llamafile: Source(url: "a.llamafile"))).llamafile)
            #expect(file.path == fetching.host.store.path(of: file.sha256))
            #expect(Files.facts(file.path)?.isExecutable == true)
            #expect(Files.facts(path)?.isExecutable == false)
        }
    }

    @Test func `a fetched llamafile can be started`() async throws {
        try await withScratchFolder { folder in
            let server = FileServer(SampleModel.llamafile())
            let fetching = try Fetching(folder)
            let model = try await withHTTPServer({ server.answer($0) }) { origin in
                try await fetching.run(ModelSection(llamafile: Source(url: "\(origin)/a.llamafile")))
            }
            let file = try #require(model.llamafile)
            #expect(file.name == "a.llamafile")
            #expect(Files.facts(file.path)?.isExecutable == true)
        }
    }

    @Test func `a local file must be what its digest says`() async throws {
        try await withScratchFolder { folder in
            try folder.write(SampleModel.weights(), to: "m.gguf")
            let error = await #expect(throws: Diagnostic.self) {
                try await Fetching(folder).weights(Source(url: "m.gguf", sha256: Digest(of: "other")))
            }
            #expect(error?.code == "fetch.checksum")
        }
    }

    @Test func `a good file in the wrong place is told where it belongs`() async throws {
        try await withScratchFolder { folder in
            try folder.write(SampleModel.weights(), to: "m.gguf")
            try folder.write(SampleModel.engine(), to: "e", mode: 0o755)
            for (model, pointer) in [
                (ModelSection(llamafile: Source(url: "m.gguf")), "/model/llamafile"),
                (ModelSection(llamafile: Source(url: "e")), "/model/llamafile"),
                (ModelSection(engine: Source(url: "e"), weights: Source(url: "e")), "/model/weights"),
                (ModelSection(engine: Source(url: "m.gguf"), weights: Source(url: "m.gguf")), "/model/engine"),
            ] {
                let error = await #expect(throws: Diagnostic.self) { try await Fetching(folder).run(model) }
                #expect(error?.code == "fetch.role")
                #expect(error?.pointer == pointer)
            }
        }
    }

    @Test(
        arguments: [
            (ModelSection(), ["fetch.incomplete"], ["/model"]),
            (ModelSection(engine: Source(url: "e")), ["fetch.incomplete"], ["/model"]),
            (
                ModelSection(llamafile: Source(url: "a"), weights: Source(url: "b")), ["fetch.ambiguous"],
                ["/model/weights"]
            ),
            (ModelSection(llamafile: Source(url: "s3://bucket/key")), [], []),
            (ModelSection(llamafile: Source(url: "s3://bucket/folder/")), ["fetch.source"], ["/model/llamafile"]),
            (ModelSection(llamafile: Source(url: "oci://example.com/models/a:1")), [], []),
            (
                ModelSection(llamafile: Source(url: "a", mirrors: ["b", "oci://Not/Good"])), ["fetch.source"],
                ["/model/llamafile/mirrors/1"]
            ),
            (
                ModelSection(engine: Source(url: "e"), weights: Source(url: "hf://o/n/m-00001-of-00003.gguf")),
                ["fetch.split"], ["/model/weights"]
            ),
            (ModelSection(llamafile: Source(url: "hf://gpt2")), ["fetch.source"], ["/model/llamafile"]),
            (
                ModelSection(llamafile: Source(url: "gopher://x/y", name: "n")), ["fetch.source"],
                ["/model/llamafile/url"]
            ),
            (ModelSection(llamafile: Source(url: "https://example.com/a.llamafile")), [], []),
            (ModelSection(llamafile: Source(url: "${env:SOURCE}/a?${file:token}")), [], []),
            (ModelSection(engine: Source(url: "e"), weights: Source(url: "hf://o/n@refs/pr/1/m.gguf")), [], []),
        ] as [(ModelSection, [String], [String])])
    func `a section is checked without going anywhere`(model: ModelSection, codes: [String], pointers: [String])
        async throws
    {
        try await withScratchFolder { folder in
            let found = FetchPlugin().check(FetchSections(model: model), in: .testing(folder: folder))
            #expect(found.map(\.code) == codes)
            #expect(found.compactMap(\.pointer) == pointers)
        }
    }

    @Test func `a source is a string or an object`() throws {
        let json = try JSON(
            parsing: #"{"engine":"e","weights":{"url":"w","sha256":"\#(Digest(of: "x").hex)","mirrors":["m"]}}"#)
        let model = try json.decode(ModelSection.self)
        #expect(model.engine == Source(url: "e"))
        #expect(model.weights == Source(url: "w", sha256: Digest(of: "x"), mirrors: ["m"]))
    }
}
