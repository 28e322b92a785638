import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaFetch

struct HubSettingsTests {
    @Test(
        arguments: [
            ([:], "/home/me/.cache/huggingface/hub"),
            (["XDG_CACHE_HOME": "/caches"], "/caches/huggingface/hub"),
            (["HF_HOME": "/hf", "XDG_CACHE_HOME": "/caches"], "/hf/hub"),
            (["HF_HOME": "~/hf"], "/home/me/hf/hub"),
            (["HF_HUB_CACHE": "/cache", "HF_HOME": "/hf"], "/cache"),
            (["HUGGINGFACE_HUB_CACHE": "/old"], "/old"),
        ] as [([String: String], String)])
    func `the cache is where Hugging Face's own tools have it`(variables: [String: String], cache: String) throws {
        #expect(try HubSettings(environment: variables.merging(["HOME": "/home/me"]) { $1 }).cache == cache)
    }

    @Test(
        arguments: [
            (["HF_TOKEN": " hf_a\n"], "hf_a"),
            (["HUGGING_FACE_HUB_TOKEN": "hf_b"], "hf_b"),
            (["HF_TOKEN": "hf_a", "HUGGING_FACE_HUB_TOKEN": "hf_b"], "hf_a"),
            (["HF_TOKEN": "hf_a", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"], nil),
            ([:], "hf_home"),
            (["HF_TOKEN_PATH": "FOLDER/elsewhere"], "hf_elsewhere"),
            (["HF_TOKEN_PATH": "/nonexistent"], nil),
        ] as [([String: String], String?)])
    func `the token is the one that Hugging Face's own tools would send`(variables: [String: String], token: String?)
        async throws
    {
        try await withScratchFolder { folder in
            try folder.write("hf_home\n", to: "hf/token")
            try folder.write("hf_elsewhere\n", to: "elsewhere")
            var environment = variables.mapValues { $0.replacing("FOLDER", with: folder.path) }
            environment["HF_HOME"] = folder.path("hf")
            let settings = try HubSettings(environment: environment)
            #expect(settings.token?.text == token)
            #expect(settings.token?.place.contains(token ?? "") != true)
        }
    }

    @Test(arguments: ["1", "ON", "yes", "true"]) func `both variables for offline are understood`(value: String) throws
    {
        #expect(try HubSettings(environment: ["HF_HUB_OFFLINE": value]).isOffline)
        #expect(try HubSettings(environment: ["TRANSFORMERS_OFFLINE": value]).isOffline)
        #expect(try !HubSettings(environment: ["HF_HUB_OFFLINE": "0"]).isOffline)
    }

    @Test func `time limits are seconds`() throws {
        let settings = try HubSettings(environment: ["HF_HUB_ETAG_TIMEOUT": "3", "HF_HUB_DOWNLOAD_TIMEOUT": "30"])
        #expect(settings.factsTimeout == .seconds(3))
        #expect(settings.silence == .seconds(30))
        let error = #expect(throws: Diagnostic.self) { try HubSettings(environment: ["HF_HUB_ETAG_TIMEOUT": "soon"]) }
        #expect(error?.code == "fetch.environment")
    }
}
