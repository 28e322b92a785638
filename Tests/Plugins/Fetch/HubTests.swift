import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

struct HubTests {
    private let content = SampleModel.weights(padding: 10_000)
    private let commit = String(repeating: "c0ffee00", count: 5)

    /// The storage is another host, and another port of the same one.
    @Test(arguments: ["localhost", "127.0.0.1"])
    func `a file of Hugging Face comes from its storage, and the token stays with the hub`(name: String) async throws {
        try await withScratchFolder { folder in
            let storage = FileServer(content)
            let hub = FakeHub(content, commit: commit)
            try await withHTTPServer({ storage.answer($0) }) { storageOrigin in
                let elsewhere = storageOrigin.replacing("127.0.0.1", with: name)
                try await withHTTPServer({ hub.answer($0, storage: elsewhere) }) { origin in
                    let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": origin, "HF_TOKEN": "hf_secret"])
                    let file = try await fetching.weights(Source(url: "hf://owner/name/sub/model.gguf"))
                    #expect(file.sha256 == Digest(of: content))
                    #expect(file.name == "model.gguf")
                    #expect(hub.visits.map(\.method) == ["HEAD", "GET"])
                    #expect(hub.visits.allSatisfy { $0.authorization == "Bearer hf_secret" })
                    #expect(hub.visits.last?.path == "/owner/name/resolve/\(commit)/sub/model.gguf")
                    #expect(storage.visits.map(\.authorization) == [nil])
                    #expect(!fetching.messages.log.joined().contains("hf_secret"))
                }
            }
        }
    }

    @Test(arguments: ["/resolve/", "/blob/"]) func `a pasted link means the same file`(word: String) async throws {
        try await withScratchFolder { folder in
            let storage = FileServer(content)
            let hub = FakeHub(content, commit: commit)
            try await withHTTPServer({ storage.answer($0) }) { storageOrigin in
                try await withHTTPServer({ hub.answer($0, storage: storageOrigin) }) { origin in
                    let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": origin])
                    let file = try await fetching.weights(
                        Source(url: "\(origin)/owner/name\(word)main/model.gguf?download=true"))
                    #expect(file.sha256 == Digest(of: content))
                }
            }
        }
    }

    @Test func `a digest other than the hub's is told before anything is downloaded`() async throws {
        try await withScratchFolder { folder in
            let hub = FakeHub(content, commit: commit)
            try await withHTTPServer({ hub.answer($0, storage: "http://127.0.0.1:1") }) { origin in
                let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": origin])
                let error = await #expect(throws: Diagnostic.self) {
                    try await fetching.weights(Source(url: "hf://owner/name/model.gguf", sha256: Digest(of: "other")))
                }
                #expect(error?.code == "fetch.upstream-changed")
                #expect(error?.message.contains("\(Digest(of: "other")) → \(Digest(of: content))") == true)
                #expect(error?.help?.contains("recua lock --update") == true)
                #expect(hub.visits.map(\.method) == ["HEAD"])
            }
        }
    }

    @Test(arguments: [
        (401, "GatedRepo", "", false, "fetch.gated", "HF_TOKEN"),
        (403, "GatedRepo", "", true, "fetch.gated", "ask for access"),
        (404, "RevisionNotFound", "", false, "fetch.not-found", "revision"),
        (404, "EntryNotFound", "", false, "fetch.not-found", "no file"),
        (401, "RepoNotFound", "", false, "fetch.not-found", "private"),
        (401, "", "Invalid credentials in Authorization header", true, "fetch.token", "a public file needs none"),
        (401, "", "Invalid username or password.", false, "fetch.not-found", "or it is private"),
        (401, "", "", true, "fetch.not-found", "the token may not see it"),
        (403, "", "", true, "fetch.denied", "fine-grained"),
        (403, "", "", false, "fetch.denied", "set `HF_TOKEN`"),
        (403, "", "Access to this resource is disabled.", false, "fetch.denied", "disabled"),
        (404, "", "", false, "fetch.not-found", "no `owner/name`"),
        (418, "", "", false, "fetch.refused", "418"),
    ])
    func `the hub's refusals are told in words`(
        status: Int, word: String, message: String, hasToken: Bool, code: String, hint: String
    ) async throws {
        try await withScratchFolder { folder in
            try await withHTTPServer({ _ in
                var headers: HTTPFields = [:]
                if !word.isEmpty { headers[HTTPField.Name.errorCode] = word }
                headers[HTTPField.Name.errorMessage] = message
                return Response(status: .init(code: status), headers: headers)
            }) { origin in
                let token = hasToken ? ["HF_TOKEN": "hf_secret"] : [:]
                let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": origin].merging(token) { $1 })
                let error = await #expect(throws: Diagnostic.self) {
                    try await fetching.weights(Source(url: "hf://owner/name/model.gguf"))
                }
                #expect(error?.code == code)
                #expect(error?.description.contains(hint) == true)
                #expect(error?.description.contains("hf_secret") == false)
            }
        }
    }

    @Test func `a renamed repository is followed on the hub`() async throws {
        try await withScratchFolder { folder in
            let storage = FileServer(content)
            let hub = FakeHub(content, commit: commit)
            try await withHTTPServer({ storage.answer($0) }) { storageOrigin in
                try await withHTTPServer({ request in
                    if request.uri.path.hasPrefix("/old/") {
                        return Response(
                            status: .temporaryRedirect,
                            headers: [.location: request.uri.path.replacing("/old/", with: "/owner/")])
                    }
                    return hub.answer(request, storage: storageOrigin)
                }) { origin in
                    let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": origin])
                    #expect(
                        try await fetching.weights(Source(url: "hf://old/name/model.gguf")).sha256
                            == Digest(of: content))
                }
            }
        }
    }

    @Test func `the token may stand in a file`() async throws {
        try await withScratchFolder { folder in
            try folder.write("hf_file\n", to: "huggingface/token")
            let hub = FakeHub(content, commit: commit, isSmall: true)
            try await withHTTPServer({ hub.answer($0, storage: "") }) { origin in
                _ = try await Fetching(folder, environment: ["HF_ENDPOINT": origin]).weights(
                    Source(url: "hf://owner/name/m.gguf"))
                #expect(hub.visits.map(\.authorization) == ["Bearer hf_file", "Bearer hf_file"])
            }
        }
    }

    @Test func `no token is sent when the environment says so`() async throws {
        try await withScratchFolder { folder in
            let hub = FakeHub(content, commit: commit, isSmall: true)
            try await withHTTPServer({ hub.answer($0, storage: "") }) { origin in
                let environment = ["HF_ENDPOINT": origin, "HF_TOKEN": "hf_x", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"]
                _ = try await Fetching(folder, environment: environment).weights(Source(url: "hf://owner/name/m.gguf"))
                #expect(hub.visits.map(\.authorization) == [nil, nil])
            }
        }
    }

    @Test func `the tag of a small file is not taken for its digest`() async throws {
        try await withScratchFolder { folder in
            let hub = FakeHub(content, commit: commit, isSmall: true)
            try await withHTTPServer({ hub.answer($0, storage: "") }) { origin in
                let file = try await Fetching(folder, environment: ["HF_ENDPOINT": origin]).weights(
                    Source(url: "hf://owner/name/m.gguf"))
                #expect(file.sha256 == Digest(of: content))
                #expect(hub.visits.map(\.path).last == "/owner/name/resolve/\(commit)/m.gguf")
            }
        }
    }

    @Test func `a size other than the hub's is told before anything is downloaded`() async throws {
        try await withScratchFolder { folder in
            let hub = FakeHub(content, commit: commit)
            try await withHTTPServer({ hub.answer($0, storage: "http://127.0.0.1:1") }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await Fetching(folder, environment: ["HF_ENDPOINT": origin]).weights(
                        Source(url: "hf://owner/name/m.gguf", size: 7))
                }
                #expect(error?.code == "fetch.upstream-changed")
                #expect(error?.message.contains("7 bytes → \(content.count) bytes") == true)
            }
        }
    }

    @Test func `wrong bytes under the right announcement are a download that broke`() async throws {
        try await withScratchFolder { folder in
            let storage = FileServer(content.map { $0 ^ 1 })
            let hub = FakeHub(content, commit: commit)
            try await withHTTPServer({ storage.answer($0) }) { storageOrigin in
                try await withHTTPServer({ hub.answer($0, storage: storageOrigin) }) { origin in
                    let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": origin])
                    let error = await #expect(throws: Diagnostic.self) {
                        try await fetching.weights(Source(url: "hf://owner/name/m.gguf"))
                    }
                    #expect(error?.code == "fetch.checksum" || error?.code.hasPrefix("model.") == true)
                    #expect(fetching.host.store.file(Digest(of: content)) == nil)
                }
            }
        }
    }

    @Test(arguments: [
        ("modle.gguf", ["model.gguf", "README.md"], "did you mean `model.gguf`?"),
        ("model.gguf", ["gguf/model.gguf"], "did you mean `gguf/model.gguf`?"),
        ("other.gguf", ["Qwen3-0.6B-Q4_K_M.gguf", "README.md"], "it has `Qwen3-0.6B-Q4_K_M.gguf`"),
        ("other.gguf", [], "look at https://huggingface.co/owner/name/tree/main"),
    ])
    func `a file that is not in the repository is told with those that are`(path: String, there: [String], hint: String)
        async throws
    {
        try await withScratchFolder { folder in
            try await withHTTPServer({ request in
                guard request.uri.path.hasPrefix("/api/") else {
                    return Response(status: .notFound, headers: [HTTPField.Name.errorCode: "EntryNotFound"])
                }
                #expect(request.uri.string == "/api/models/owner/name/tree/main?recursive=true")
                let files: [JSON] = there.map { ["type": "file", "path": .string($0)] }
                let text = JSON.array(files + [["type": "directory", "path": "other.gguf"]]).text()
                return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text)))
            }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await Fetching(folder, environment: ["HF_ENDPOINT": origin]).weights(
                        Source(url: "hf://owner/name/\(path)"))
                }
                #expect(error?.code == "fetch.not-found")
                #expect(error?.help == hint)
            }
        }
    }
}
