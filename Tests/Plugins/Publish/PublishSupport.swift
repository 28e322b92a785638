import RecuaCore
import RecuaImage
import RecuaOCI
import RecuaTestSupport

@testable import RecuaPublish

extension ScratchFolder {
    /// An image with an engine and weights, in the folder's store.
    func image(weights: Int = 50_000, context: Int64 = 100) async throws -> Image {
        let store = Store(root: path("store"))
        let model = Model(
            engine: Model.File(name: "llama-server", try store.add(SampleProgram.elf())),
            weights: Model.File(name: "tiny.gguf", try store.add([UInt8](repeating: 5, count: weights)))
        )
        let sections = try JSON.object(["server": ["context": .integer(context)]]).decode(ImageSections.self)
        return try await ImagePlugin().run(
            Step(
                stack: .testing(folder: self), sections: sections, input: Needs<Model>(model), token: "",
                host: .testing(folder: self)
            ))
    }

    /// Runs the plugin for one stack.
    ///
    /// - Parameter section: the keys of `publish:`.
    @discardableResult
    func publish(
        _ image: Image, _ section: JSON, name: String = "demo", environment: [String: String] = [:],
        plugin: PublishPlugin = PublishPlugin(), _ messages: StepMessages = .init()
    ) async throws -> Published {
        let sections = try JSON.object(["publish": section]).decode(PublishSections.self)
        let environment = ["HOME": path].merging(environment) { $1 }
        return try await plugin.run(
            Step(
                stack: .testing(folder: self, name: name), sections: sections, input: Needs<Image>(image), token: "",
                host: .testing(folder: self, environment: environment, messages: messages)
            ))
    }
}
