import HTTPTypes
import Hummingbird
import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

struct HubTests {
    private let content = SampleModel.weights(padding: 10_000)
    private let commit = String(repeating: "c0ffee00", count: 5)

    @Test func `a file of Hugging Face comes from its storage, and the token stays with the hub`() async throws {
        try await withScratchFolder { folder in
            let storage = FileServer(content)
            let hub = FakeHub(content, commit: commit)
            try await withHTTPServer({ storage.answer($0) }) { storageOrigin in
                // The same machine by another name is another host.
                let elsewhere = storageOrigin.replacing("127.0.0.1", with: "localhost")
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
                #expect(error?.code == "fetch.checksum")
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
        (401, "", "Invalid credentials in Authorization header", true, "fetch.token", "token"),
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

    @Test func `what Hugging Face's own tools have downloaded is used where it lies`() async throws {
        try await withScratchFolder { folder in
            let blob = try folder.write(
                content, to: "huggingface/hub/models--owner--name/blobs/\(Digest(of: content).hex)")
            let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": "http://127.0.0.1:1"])
            let file = try await fetching.weights(
                Source(url: "hf://owner/name/model.gguf", sha256: Digest(of: content)))
            #expect(file.path == blob)
        }
    }

    @Test func `offline, only what is on this machine is used`() async throws {
        try await withScratchFolder { folder in
            let hub = "huggingface/hub/models--owner--name"
            try folder.write(commit, to: "\(hub)/refs/main")
            try folder.write(content, to: "\(hub)/snapshots/\(commit)/model.gguf")
            let fetching = try Fetching(
                folder, environment: ["HF_ENDPOINT": "http://127.0.0.1:1", "HF_HUB_OFFLINE": "1"])
            #expect(try await fetching.weights(Source(url: "hf://owner/name/model.gguf")).sha256 == Digest(of: content))
            let error = await #expect(throws: Diagnostic.self) {
                try await fetching.weights(Source(url: "hf://owner/name/other.gguf"))
            }
            #expect(error?.code == "fetch.offline")
        }
    }

    @Test func `the token may stand in a file`() async throws {
        try await withScratchFolder { folder in
            try folder.write("hf_file\n", to: "huggingface/token")
            let storage = FileServer(content)
            let hub = FakeHub(content, commit: commit)
            try await withHTTPServer({ storage.answer($0) }) { storageOrigin in
                try await withHTTPServer({ hub.answer($0, storage: storageOrigin) }) { origin in
                    _ = try await Fetching(folder, environment: ["HF_ENDPOINT": origin]).weights(
                        Source(url: "hf://owner/name/m.gguf"))
                    #expect(hub.visits.first?.authorization == "Bearer hf_file")
                }
            }
        }
    }
}
