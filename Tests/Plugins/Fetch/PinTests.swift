import RecuaCore
import RecuaFetch
import RecuaHTTP
import RecuaTestSupport
import Testing

/// What `fetch` says of a source for the lock file.
struct PinTests {
    private let content = SampleModel.weights(padding: 10_000)
    private let commit = String(repeating: "c0ffee00", count: 5)

    private func pin(_ source: Source, in fetching: Fetching) async throws -> Pin? {
        let sections = FetchSections(model: ModelSection(weights: source))
        let step = Step(
            stack: StackFacts.testing(folder: fetching.folder), sections: sections, input: NoInput(), token: "t",
            host: fetching.host)
        return try await FetchPlugin(retry: RetryPolicy(attempts: 4, sleep: fetching.slept.sleep))
            .pin("/model/weights", step)
    }

    /// Lends a hub, its storage's visits, and what fetches from it.
    private func withHub(
        isSmall: Bool = false, isOffline: Bool = false,
        _ body: (_ origin: String, FakeHub, FileServer, Fetching) async throws -> Void
    ) async throws {
        let storage = FileServer(content)
        let hub = FakeHub(content, commit: commit, isSmall: isSmall)
        try await withScratchFolder { folder in
            try await withHTTPServer({ storage.answer($0) }) { storageOrigin in
                try await withHTTPServer({ hub.answer($0, storage: storageOrigin) }) { origin in
                    let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": origin], isOffline: isOffline)
                    try await body(origin, hub, storage, fetching)
                }
            }
        }
    }

    @Test func `a large file of Hugging Face is pinned by its headers alone`() async throws {
        try await withHub { _, hub, storage, fetching in
            let pin = try await pin(Source(url: "hf://owner/name/model.gguf"), in: fetching)
            let url = "hf://owner/name@\(commit)/model.gguf"
            #expect(pin == Pin(sha256: Digest(of: content), size: Int64(content.count), url: url))
            #expect(hub.visits.map(\.method) == ["HEAD"])
            #expect(storage.visits.isEmpty)
        }
    }

    @Test func `a small one, of which the hub tells no digest, is fetched at the commit that it told`() async throws {
        try await withHub(isSmall: true) { _, hub, _, fetching in
            let pin = try await pin(Source(url: "hf://owner/name@v1/model.gguf"), in: fetching)
            let url = "hf://owner/name@\(commit)/model.gguf"
            #expect(pin == Pin(sha256: Digest(of: content), size: Int64(content.count), url: url))
            #expect(hub.visits.first?.path == "/owner/name/resolve/v1/model.gguf")
            #expect(hub.visits.dropFirst().allSatisfy { $0.path == "/owner/name/resolve/\(commit)/model.gguf" })
            #expect(fetching.host.store.file(Digest(of: content)) != nil)
            #expect(fetching.messages.log.allSatisfy { !$0.contains("recua lock") }, "it is what pins it")
        }
    }

    @Test(arguments: ["/resolve/", "/blob/"]) func `a pasted link stays one`(word: String) async throws {
        try await withHub { origin, _, _, fetching in
            let pin = try await pin(
                Source(url: "\(origin)/owner/name\(word)main/a%20b.gguf?download=true"), in: fetching)
            #expect(pin?.url == "\(origin)/owner/name/resolve/\(commit)/a%20b.gguf")
        }
    }

    @Test func `a file of the web is fetched into the store`() async throws {
        try await withHub { _, _, storage, fetching in
            try await withHTTPServer({ storage.answer($0) }) { origin in
                let pin = try await pin(Source(url: "\(origin)/model.gguf"), in: fetching)
                #expect(pin == Pin(sha256: Digest(of: content), size: Int64(content.count)))
                #expect(fetching.host.store.file(Digest(of: content)) != nil)
            }
        }
    }

    @Test func `a mirror serves when the first place does not`() async throws {
        try await withHub { _, _, storage, fetching in
            try await withHTTPServer({ storage.answer($0) }) { origin in
                let source = Source(url: "http://127.0.0.1:1/model.gguf", mirrors: ["\(origin)/model.gguf"])
                let pin = try await pin(source, in: fetching)
                #expect(pin?.sha256 == Digest(of: content))
            }
        }
    }

    @Test func `a place whose text is a reference is not told`() async throws {
        try await withHub { origin, _, _, fetching in
            let secret = try Fetching(
                fetching.folder, environment: ["HF_ENDPOINT": origin, "REPOSITORY": "owner/hidden"])
            let pin = try await pin(Source(url: "hf://${env:REPOSITORY}/model.gguf"), in: secret)
            #expect(pin == Pin(sha256: Digest(of: content), size: Int64(content.count)))
        }
    }

    @Test func `nothing is asked while offline`() async throws {
        try await withHub(isOffline: true) { _, hub, storage, fetching in
            let error = await #expect(throws: Diagnostic.self) {
                try await pin(Source(url: "hf://owner/name/model.gguf"), in: fetching)
            }
            #expect(error?.code == "fetch.offline")
            #expect(hub.visits.isEmpty && storage.visits.isEmpty)
        }
    }

    @Test func `what is no source of the model has no pin`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let step = Step(
                stack: StackFacts.testing(folder: folder), sections: FetchSections(model: ModelSection()),
                input: NoInput(), token: "t", host: fetching.host)
            #expect(try await FetchPlugin().pin("/model/weights", step) == nil)
        }
    }
}
