import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

struct OfflineTests {
    private let content = SampleModel.weights(padding: 5000)

    @Test func `offline, a file is found by its digest or by the place it came from, and nobody is asked`() async throws
    {
        try await withScratchFolder { folder in
            let server = FileServer(content)
            try await withHTTPServer({ server.answer($0) }) { origin in
                let source = Source(url: "\(origin)/m.gguf")
                _ = try await Fetching(folder).weights(source)
                let visits = server.visits.count
                let offline = try Fetching(folder, isOffline: true)
                #expect(try await offline.weights(source).sha256 == Digest(of: content))
                let pinned = Source(url: "\(origin)/elsewhere.gguf", sha256: Digest(of: content))
                #expect(try await offline.weights(pinned).name == "elsewhere.gguf")
                #expect(server.visits.count == visits)
            }
        }
    }

    @Test(arguments: [
        "https://example.invalid/m.gguf", "hf://owner/name/m.gguf", "s3://bucket/m.gguf", "oci://example.invalid/m:1",
    ])
    func `offline, what is not on this machine is told at once`(text: String) async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder, isOffline: true)
            let error = await #expect(throws: Diagnostic.self) { try await fetching.weights(Source(url: text)) }
            #expect(error?.code == "fetch.offline")
            #expect(fetching.slept.all.isEmpty)
        }
    }

    @Test func `offline, a mirror on this machine will do`() async throws {
        try await withScratchFolder { folder in
            try folder.write(content, to: "m.gguf")
            let source = Source(url: "https://example.invalid/m.gguf", mirrors: ["m.gguf"])
            let file = try await Fetching(folder, isOffline: true).weights(source)
            #expect(file.sha256 == Digest(of: content))
        }
    }
}
