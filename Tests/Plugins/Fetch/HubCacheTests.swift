import Glibc
import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

struct HubCacheTests {
    private let content = SampleModel.weights(padding: 10_000)
    private let commit = String(repeating: "c0ffee00", count: 5)
    private let hub = "huggingface/hub/models--owner--name"

    @Test func `what Hugging Face's own tools have downloaded is used where it lies`() async throws {
        try await withScratchFolder { folder in
            let blob = try folder.write(content, to: "\(hub)/blobs/\(Digest(of: content).hex)")
            let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": "http://127.0.0.1:1"])
            let file = try await fetching.weights(
                Source(url: "hf://owner/name/model.gguf", sha256: Digest(of: content)))
            #expect(file.path == blob)
        }
    }

    @Test func `a file of a commit is used without asking anybody`() async throws {
        try await withScratchFolder { folder in
            try lay(content, Digest(of: content).hex, in: folder)
            let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": "http://127.0.0.1:1"])
            let file = try await fetching.weights(Source(url: "hf://owner/name@\(commit)/model.gguf"))
            #expect(file.sha256 == Digest(of: content))
        }
    }

    @Test func `a branch is asked for, and its file is used when it is the one that is there`() async throws {
        try await withScratchFolder { folder in
            try lay(content, Digest(of: content).hex, in: folder)
            let server = FakeHub(content, commit: commit)
            try await withHTTPServer({ server.answer($0, storage: "http://127.0.0.1:1") }) { origin in
                let file = try await Fetching(folder, environment: ["HF_ENDPOINT": origin]).weights(
                    Source(url: "hf://owner/name/model.gguf"))
                #expect(file.sha256 == Digest(of: content))
                #expect(server.visits.map(\.method) == ["HEAD"])
            }
        }
    }

    @Test func `a damaged or unfinished file in the cache is not used`() async throws {
        try await withScratchFolder { folder in
            let digest = Digest(of: content)
            try lay(content.dropLast(), digest.hex, in: folder)
            try folder.write(content, to: "\(hub)/blobs/\(digest.hex).incomplete")
            let (storage, server) = (FileServer(content), FakeHub(content, commit: commit))
            try await withHTTPServer({ storage.answer($0) }) { storageOrigin in
                try await withHTTPServer({ server.answer($0, storage: storageOrigin) }) { origin in
                    let fetching = try Fetching(folder, environment: ["HF_ENDPOINT": origin])
                    let file = try await fetching.weights(Source(url: "hf://owner/name@\(commit)/model.gguf"))
                    #expect(file.path == fetching.host.store.path(of: digest))
                }
            }
        }
    }

    @Test(arguments: [false, true]) func `offline, only what is on this machine is used`(isHostOffline: Bool)
        async throws
    {
        try await withScratchFolder { folder in
            try folder.write(commit, to: "\(hub)/refs/main")
            try lay(content, Digest(of: content).hex, in: folder)
            let own = isHostOffline ? [:] : ["HF_HUB_OFFLINE": "1"]
            let fetching = try Fetching(
                folder, environment: ["HF_ENDPOINT": "http://127.0.0.1:1"].merging(own) { $1 }, isOffline: isHostOffline
            )
            #expect(try await fetching.weights(Source(url: "hf://owner/name/model.gguf")).sha256 == Digest(of: content))
            let error = await #expect(throws: Diagnostic.self) {
                try await fetching.weights(Source(url: "hf://owner/name/other.gguf"))
            }
            #expect(error?.code == "fetch.offline")
        }
    }

    /// A blob, and a link to it as the file of the commit.
    private func lay(_ content: some Collection<UInt8>, _ name: String, in folder: ScratchFolder) throws {
        try folder.write(content, to: "\(hub)/blobs/\(name)")
        try Files.createFolder(folder.path("\(hub)/snapshots/\(commit)"))
        #expect(symlink("../../blobs/\(name)", folder.path("\(hub)/snapshots/\(commit)/model.gguf")) == 0)
    }
}
