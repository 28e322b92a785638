import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

/// What arrives is looked at before anything is made of it.
struct ArrivalTests {
    @Test(
        arguments: [
            (Array("<!DOCTYPE html><title>Sign in</title>".utf8), "model.html", "web page"),
            (
                Array("version https://git-lfs.github.com/spec/v1\noid sha256:1\n".utf8), "model.lfs-pointer",
                "Git LFS pointer"
            ),
            (Array(SampleModel.weights().dropLast(100)), "model.truncated", "100"),
            (Array(SampleModel.weights().prefix(60)), "model.truncated", "within its header"),
            ([], "model.empty", "empty"),
        ] as [([UInt8], String, String)])
    func `what is no model is told in words, and never kept`(content: [UInt8], code: String, words: String) async throws
    {
        try await withScratchFolder { folder in
            let server = FileServer(content)
            try await withHTTPServer({ server.answer($0) }) { origin in
                let fetching = try Fetching(folder)
                let error = await #expect(throws: Diagnostic.self) {
                    try await fetching.weights(Source(url: "\(origin)/m.gguf"))
                }
                #expect(error?.code == code)
                #expect(error?.message.contains(words) == true)
                #expect(error?.message.contains("\(origin)/m.gguf") == true)
                #expect(fetching.host.store.file(Digest(of: content)) == nil)
                #expect(fetching.partials.isEmpty)
            }
        }
    }

    @Test func `a llamafile without weights in its archive is told`() async throws {
        try await withScratchFolder { folder in
            var archive = ZipBuilder(SampleModel.engine())
            archive.add(".args", Array("--server\n".utf8), method: 0)
            try folder.write(archive.file(), to: "a.llamafile", mode: 0o755)
            let error = await #expect(throws: Diagnostic.self) {
                try await Fetching(folder).run(ModelSection(llamafile: Source(url: "a.llamafile")))
            }
            #expect(error?.code == "fetch.role")
            #expect(error?.message.contains("without weights") == true)
        }
    }

    @Test(arguments: [
        ("lambda", "x86_64", 0xB7, false), ("lambda", "arm64", 0xB7, true), ("lambda", "arm64", 0x3E, false),
        ("knative", "amd64", 0xB7, false), ("knative", "arm64", 0xB7, true), ("knative", "arm64", 0x3E, false),
    ])
    func `a program for another architecture than the image's is told before an image is made`(
        target: String, architecture: String, machine: UInt8, fits: Bool
    ) async throws {
        try await withScratchFolder { folder in
            try folder.write(SampleModel.elfHeader(machine: machine), to: "engine-program", mode: 0o755)
            try folder.write(SampleModel.weights(), to: "m.gguf")
            let sections: JSON = [
                "model": ["engine": "engine-program", "weights": "m.gguf"],
                target == "lambda" ? "function" : "image": ["architecture": .string(architecture)],
            ]
            let fetching = try Fetching(folder, target: target)
            guard !fits else {
                #expect(try await fetching.run(sections).engine != nil)
                return
            }
            let error = await #expect(throws: Diagnostic.self) { try await fetching.run(sections) }
            #expect(error?.code == "fetch.architecture")
            #expect(error?.pointer == "/model/engine")
            let key = target == "lambda" ? "function.architecture" : "image.architecture"
            #expect(error?.help == "choose another file, or the other `\(key)`")
        }
    }

    @Test func `on this machine the architecture of the function does not count`() async throws {
        try await withScratchFolder { folder in
            #if arch(arm64)
                let (own, other): (UInt8, String) = (0xB7, "x86_64")
            #else
                let (own, other): (UInt8, String) = (0x3E, "arm64")
            #endif
            try folder.write(SampleModel.elfHeader(machine: own), to: "engine-program", mode: 0o755)
            try folder.write(SampleModel.weights(), to: "m.gguf")
            let model = try await Fetching(folder).run([
                "model": ["engine": "engine-program", "weights": "m.gguf"],
                "function": ["architecture": .string(other)],
            ])
            #expect(model.engine != nil)
        }
    }
}
