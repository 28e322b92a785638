import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaPublish

@Suite struct ForecastTests {
    private func forecasts(
        _ publish: JSON, in folder: ScratchFolder, inputs: [ArtifactKind: JSON] = [:],
        earlier: [ArtifactKind: JSON] = [:], prior: JSON? = nil
    ) async throws -> [Forecast] {
        try await PublishPlugin().provider.forecast(
            .testing(["publish": publish], in: folder, inputs: inputs, earlier: earlier, prior: prior))
    }

    @Test func `of an image that is known, the layers are sent that nobody has sent yet`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image(weights: 2_000_000)
            let inputs: [ArtifactKind: JSON] = [.image: try JSON(encoding: image)]
            let section: JSON = ["repository": "registry.test/llamas"]
            let first = try await forecasts(section, in: folder, inputs: inputs)
            #expect(first.count == image.layers.count + 1 && first.allSatisfy { $0.verb == .send })
            #expect(first.contains { $0.text == "send the layer of weights to `registry.test/llamas`" }, "\(first)")
            #expect(first.compactMap(\.bytes).reduce(0, +) > 2_000_000)
            let places = BlobPlaces(Store(root: folder.path("store")), host: "registry.test")
            for layer in image.layers { places.remember("llamas", holds: layer.blob.digest) }
            let second = try await forecasts(section, in: folder, inputs: inputs)
            let count = image.layers.count
            #expect(
                second.map(\.text) == [
                    "send the manifest to `registry.test/llamas`; \(count) of \(count) layers have been sent before"
                ])
        }
    }

    @Test func `of an image that is still to be made, no more is said than is known`() async throws {
        try await withScratchFolder { folder in
            let section: JSON = ["repository": "registry.test/llamas"]
            #expect(
                try await forecasts(section, in: folder) == [
                    Forecast(.send, "send the image to `registry.test/llamas`")
                ])
            let earlier: [ArtifactKind: JSON] = [.image: try JSON(encoding: Image.testing())]
            #expect(
                try await forecasts(section, in: folder, earlier: earlier).map(\.text) == [
                    "send what is new in the image to `registry.test/llamas`"
                ])
        }
    }

    @Test func `a repository of Amazon ECR is made before the first image`() async throws {
        try await withScratchFolder { folder in
            let repository = "123456789012.dkr.ecr.us-east-1.amazonaws.com/llamas"
            let section: JSON = ["repository": .string(repository), "create": true]
            let first = try await forecasts(section, in: folder)
            #expect(
                first.first
                    == Forecast(
                        .create, "create the repository `\(repository)`, unless it is there", identity: repository))
            #expect(try await forecasts(section, in: folder, prior: [:]).map(\.verb) == [.send])
        }
    }
}
