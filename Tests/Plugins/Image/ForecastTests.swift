import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaImage

@Suite struct ForecastTests {
    private func forecasts(_ image: JSON, target: String = "local", in folder: ScratchFolder) async throws -> [Forecast]
    {
        let sections: JSON = ["image": image, "server": [:], "function": ["architecture": "arm64"]]
        return try await ImagePlugin().provider.forecast(.testing(sections, in: folder, target: target))
    }

    @Test func `an image is built, for this machine or for the function`() async throws {
        try await withScratchFolder { folder in
            let here = try await forecasts([:], in: folder)
            #expect(here == [Forecast(.run, "build an image for \(Architecture.machine.rawValue)")])
            let there = try await forecasts(["adapter": "none"], target: "lambda", in: folder)
            #expect(there.map(\.text) == ["build an image for arm64"])
            let elsewhere = try await forecasts(["architecture": "amd64"], target: "knative", in: folder)
            #expect(elsewhere.map(\.text) == ["build an image for amd64"])
        }
    }

    @Test func `a base and the adapter are downloaded, unless they are kept`() async throws {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            let image: JSON = ["base": "debian:12"]
            let first = try await forecasts(image, target: "lambda", in: folder)
            #expect(first.map(\.verb) == [.download, .download, .run])
            #expect(first[0].text == "download the base `docker.io/library/debian:12`", "\(first)")
            #expect(first[1].text.hasPrefix("download the Lambda Web Adapter, `public.ecr.aws/"))
            #expect(first[2].text == "build an image for arm64 on `debian:12`")
            let digest = Digest(of: "debian")
            let reference = try ImageReference("debian:12")
            try store.setRecord("tags", Digest(of: "\(reference)"), ["sha256": .string(digest.hex)])
            try store.setRecord("bases", Digest(of: "\(reference.repository)@\(digest) arm64"), [:])
            #expect(try await forecasts(image, target: "lambda", in: folder).map(\.verb) == [.download, .run])
        }
    }
}
