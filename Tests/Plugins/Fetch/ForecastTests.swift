import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaFetch

@Suite struct ForecastTests {
    private static let digest = Digest(of: "weights")

    private func forecasts(_ model: JSON, in folder: ScratchFolder) async throws -> [Forecast] {
        try await FetchPlugin().provider.forecast(.testing(["model": model], in: folder))
    }

    @Test func `a pinned file is downloaded with its size, and taken from the store once it is there`() async throws {
        try await withScratchFolder { folder in
            let source: JSON = [
                "url": "hf://owner/repo/model.gguf", "sha256": .string(Self.digest.hex), "size": 1000,
            ]
            let first = try await forecasts(["llamafile": source], in: folder)
            #expect(
                first == [
                    Forecast(
                        .download, "download hf://owner/repo/model.gguf", bytes: 1000, identity: "\(Self.digest)")
                ])
            _ = try Store(root: folder.path("store")).add(Array("weights".utf8))
            let second = try await forecasts(["llamafile": source], in: folder)
            #expect(second == [Forecast(.run, "take `model.gguf` from the store", bytes: 7)])
        }
    }

    @Test func `engine and weights are two things`() async throws {
        try await withScratchFolder { folder in
            try folder.write("weights", to: "w.gguf")
            let found = try await forecasts(["engine": "https://a.test/engine", "weights": "w.gguf"], in: folder)
            #expect(found.map(\.text) == ["download https://a.test/engine", "read `w.gguf`"])
            #expect(found.map(\.bytes) == [nil, 7] && found.map(\.verb) == [.download, .run])
        }
    }

    @Test func `what was fetched and is not pinned may have changed; a commit cannot`() async throws {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            let file = try store.add(Array("weights".utf8))
            let known = Fetcher.Known(sha256: file.sha256, validator: nil, token: 1)
            let commit = String(repeating: "ab", count: 20)
            let places = ["https://a.test/x.gguf", "hf://owner/repo@\(commit)/x.gguf"]
            let settings = try HubSettings(environment: [:])
            for place in places {
                let location = try SourceLocation(place, hub: settings.endpoint)
                try store.setRecord("sources", location.key, JSON(encoding: known))
            }
            let open = try await forecasts(["llamafile": .string(places[0])], in: folder)
            #expect(open.map(\.text) == ["download https://a.test/x.gguf, if it is another than before"])
            let fixed = try await forecasts(["llamafile": .string(places[1])], in: folder)
            #expect(fixed.map(\.text) == ["take `x.gguf` from the store"])
        }
    }

    @Test func `a file that Hugging Face's tools have downloaded is taken from them`() async throws {
        try await withScratchFolder { folder in
            let hub = ".cache/huggingface/hub/models--owner--repo/blobs/\(Self.digest.hex)"
            try folder.write("weights", to: hub)
            let source: JSON = ["url": "hf://owner/repo/x.gguf", "sha256": .string(Self.digest.hex)]
            let found = try await forecasts(["llamafile": source], in: folder)
            #expect(found.map(\.verb) == [.run] && found.map(\.bytes) == [7])
        }
    }

    @Test(arguments: ["https://a.test/x?token=hunter2", "https://a.test/${env:PART}/x?token=${env:T}"])
    func `no token is told`(url: String) async throws {
        try await withScratchFolder { folder in
            let found = try await forecasts(["llamafile": .string(url)], in: folder)
            #expect(found.map(\.verb) == [.download])
            #expect(!found.contains { "\($0.text) \($0.identity ?? "")".contains("token") }, "\(found)")
        }
    }
}
