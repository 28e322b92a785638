import RecuaCore
import RecuaFetch
import RecuaGGUF
import RecuaHTTP
import RecuaTestSupport
import Testing

struct RemoteModelTests {
    private let commit = String(repeating: "c0ffee00", count: 5)

    @Test(arguments: [20, 40_000]) func `of a large file a few windows are sent`(tokens: Int) async throws {
        let server = LargeFileServer(beginning: model(tokens: tokens), size: 40 << 30)
        try await withHTTPServer({ server.answer($0) }) { origin in
            let found = try await look("\(origin)/model.gguf")
            #expect(found.facts.size == 40 << 30)
            #expect(found.facts.weights?.vocabulary == Int64(tokens))
            #expect(found.name == "\(origin)/model.gguf")
            #expect(server.sent <= (tokens < 1000 ? 256 << 10 : 8 << 20))
            #expect(server.requests <= 6)
        }
    }

    @Test func `of a large llamafile its beginning, its end and the model's header are sent`() async throws {
        let file = SampleModel.llamafile(weights: SampleModel.weights(padding: 20 << 20))
        let server = LargeFileServer(beginning: file, size: Int64(file.count))
        try await withHTTPServer({ server.answer($0) }) { origin in
            let found = try await look("\(origin)/chat.llamafile")
            #expect(found.facts.format == .llamafile && found.facts.weights?.name == "Tiny")
            #expect(server.sent <= 1 << 20)
        }
    }

    @Test(arguments: [true, false]) func `a server without parts is left when the header is here`(saysSize: Bool)
        async throws
    {
        let server = LargeFileServer(
            beginning: SampleModel.weights(), size: 1 << 30, hasParts: false, saysSize: saysSize)
        try await withHTTPServer({ server.answer($0) }) { origin in
            let found = try await look("\(origin)/model.gguf")
            #expect(found.facts.size == (saysSize ? 1 << 30 : nil))
            #expect(found.facts.weights?.name == "Tiny")
            // What was on its way when we hung up is in the buffers of two sockets.
            #expect(server.sent < 64 << 20)
            #expect(server.requests == 1)
        }
    }

    @Test func `the end of a llamafile is not waited for where a server sends all or nothing`() async throws {
        let server = LargeFileServer(beginning: SampleModel.engine(), size: 1 << 30, hasParts: false)
        try await withHTTPServer({ server.answer($0) }) { origin in
            let error = await #expect(throws: Diagnostic.self) { try await look("\(origin)/chat.llamafile") }
            #expect(error?.code == "fetch.no-parts")
        }
    }

    @Test func `a file of Hugging Face is told with its digest and commit, and the token stays with the hub`()
        async throws
    {
        let content = SampleModel.weights(padding: 10_000)
        let storage = FileServer(content)
        let hub = FakeHub(content, commit: commit)
        try await withHTTPServer({ storage.answer($0) }) { storageOrigin in
            let elsewhere = storageOrigin.replacing("127.0.0.1", with: "localhost")
            try await withHTTPServer({ hub.answer($0, storage: elsewhere) }) { origin in
                let environment = ["HF_ENDPOINT": origin, "HF_TOKEN": "hf_secret"]
                for source in ["hf://owner/name/model.gguf", "\(origin)/owner/name/blob/main/model.gguf"] {
                    let found = try await look(source, environment: environment)
                    #expect(found.name == "hf://owner/name/model.gguf")
                    #expect(found.sha256 == Digest(of: content))
                    #expect(found.pinned == "hf://owner/name@\(commit)/model.gguf")
                    #expect(found.facts.weights?.name == "Tiny")
                }
                #expect(hub.visits.allSatisfy { $0.authorization == "Bearer hf_secret" })
                #expect(storage.visits.allSatisfy { $0.authorization == nil })
            }
        }
    }

    @Test(arguments: [
        (FileServer.Fault.webPage, "model.html"), (.lfsPointer, "model.lfs-pointer"), (.notThere, "fetch.not-found"),
        (.forbidden, "fetch.denied"),
    ])
    func `what is handed out in place of a model is named, and where it came from`(
        fault: FileServer.Fault, code: String
    )
        async throws
    {
        let server = FileServer(SampleModel.weights(), faults: [fault])
        try await withHTTPServer({ server.answer($0) }) { origin in
            let error = await #expect(throws: Diagnostic.self) { try await look("\(origin)/model.gguf?key=secret") }
            #expect(error?.code == code)
            #expect(error?.message.contains("\(origin)/model.gguf") == true)
            #expect(error?.message.contains("secret") == false)
        }
    }

    @Test(arguments: [FileServer.Fault.busy, .unavailable]) func `a server that asks to come again is asked again`(
        fault: FileServer.Fault
    ) async throws {
        let server = FileServer(SampleModel.weights(), faults: [fault])
        try await withHTTPServer({ server.answer($0) }) { origin in
            let found = try await look("\(origin)/model.gguf")
            #expect(found.facts.weights?.name == "Tiny")
        }
    }

    @Test func `a file that is replaced while it is looked at is not mixed with the old one`() async throws {
        let server = LargeFileServer(beginning: model(tokens: 40_000), size: 1 << 30, changesTag: true)
        try await withHTTPServer({ server.answer($0) }) { origin in
            let error = await #expect(throws: Diagnostic.self) { try await look("\(origin)/model.gguf") }
            #expect(error?.code == "fetch.upstream-changed")
        }
    }

    @Test func `a file that is not complete at its source is told with what is missing`() async throws {
        let server = FileServer(Array(SampleModel.weights().dropLast(56)))
        try await withHTTPServer({ server.answer($0) }) { origin in
            let error = await #expect(throws: Diagnostic.self) { try await look("\(origin)/model.gguf") }
            #expect(error?.code == "model.truncated" && error?.message.contains("56 of") == true)
        }
    }

    @Test func `an empty file is called empty`() async throws {
        let server = LargeFileServer(beginning: [], size: 0)
        try await withHTTPServer({ server.answer($0) }) { origin in
            let error = await #expect(throws: Diagnostic.self) { try await look("\(origin)/model.gguf") }
            #expect(error?.code == "model.empty")
        }
    }

    @Test func `weights in a registry are looked at in their layer`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let weights = SampleModel.weights(padding: 100_000)
                try await ArtifactPusher(registry.host).push(
                    [.init(weights, "application/vnd.docker.ai.gguf.v3")], to: "models/tiny", tag: "q8")
                let found = try await look("oci://\(registry.host)/models/tiny:q8", environment: ["HOME": folder.path])
                #expect(found.sha256 == Digest(of: weights))
                #expect(found.facts.weights?.name == "Tiny" && found.facts.size == Int64(weights.count))
            }
        }
    }

    private func look(_ source: String, environment: [String: String] = [:]) async throws -> RemoteModel {
        let bare = ["HOME": "/nonexistent", "PATH": "/usr/bin:/bin"]
        return try await RemoteModel.look(
            at: source, environment: bare.merging(environment) { $1 },
            retry: RetryPolicy(attempts: 3, sleep: { _ in }))
    }

    private func model(tokens: Int) -> [UInt8] {
        var gguf = GGUFBuilder()
        gguf.text("general.architecture", "llama")
        let text = String(repeating: "x", count: 80)
        gguf.texts("tokenizer.ggml.tokens", (0..<tokens).map { "\(text) \($0)" })
        gguf.tensor("t", dimensions: [8, 8], type: 0)
        return gguf.file(data: 256)
    }
}
