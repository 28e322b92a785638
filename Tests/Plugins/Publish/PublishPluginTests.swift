import RecuaCore
import RecuaImage
import RecuaOCI
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaPublish

@Suite struct PublishPluginTests {
    @Test func `an image is published once, and others read it by its digest`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let image = try await image(folder, weights: 2_000_000)
                let published = try await publish(image, to: "\(registry.host)/llamas", folder)
                #expect(published.reference == "\(registry.host)/llamas@\(image.manifest.digest)")
                #expect(published.tag == "demo")
                #expect(registry.uploads == 3)
                #expect(try await publish(image, to: "\(registry.host)/llamas", folder) == published)
                #expect(registry.uploads == 3)
                let shown = try JSON(
                    parsing: try await skopeo(["inspect", "--tls-verify=false", "docker://\(published.reference)"]))
                #expect(shown["Digest"]?.string == "\(image.manifest.digest)")
                let copy = folder.path("copy")
                try await skopeo([
                    "copy", "--src-tls-verify=false", "docker://\(published.repository):demo", "oci:\(copy):demo",
                ])
                #expect(try await ImageLayout(copy, name: "demo").manifest().digest == image.manifest.digest)
            }
        }
    }

    @Test func `a second stack with the same files sends none of them`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                _ = try await publish(image(folder), to: "\(registry.host)/{project}/llamas", folder)
                let messages = StepMessages()
                let other = try await image(folder, context: 99)
                let published = try await publish(
                    other, to: "\(registry.host)/{project}/llamas", folder, name: "other", messages)
                #expect(published.repository == "\(registry.host)/tests/llamas")
                #expect(published.tag == "other")
                // The first one's three blobs, and the second one's configuration.
                #expect(registry.uploads == 4)
                #expect(messages.log.last?.contains("2 of 3 blobs were there") == true)
                // In another repository the layers are mounted.
                _ = try await publish(other, to: "\(registry.host)/elsewhere/{stack}", folder, name: "other")
                #expect(registry.uploads == 4)
            }
        }
    }

    @Test(
        arguments: [
            (["repository": "llamas:tag"], "/publish/repository"),
            (["repository": "HOST.io/LLAMAS"], "/publish/repository"),
            (["repository": "host.io/{stack}/{other}"], "/publish/repository"),
            (["repository": "host.io/a", "tag": "-x"], "/publish/tag"),
        ] as [(JSON, String)])
    func `a place that cannot be is told before anything runs`(section: JSON, pointer: String) throws {
        let sections = try JSON.object(["publish": section]).decode(PublishSections.self)
        let facts = StackFacts(name: "demo", project: "tests", target: "lambda", folder: "/")
        #expect(PublishPlugin().check(sections, in: facts).map(\.pointer) == [pointer])
    }

    @Test func `a stack without a place to publish to is told how to name one`() throws {
        let facts = StackFacts(name: "demo", project: "tests", target: "lambda", folder: "/")
        let found = PublishPlugin().check(PublishSections(publish: nil), in: facts)
        #expect(found.map(\.code) == ["publish.repository"])
    }

    @Test func `a missing repository of Amazon ECR is answered with the command that makes it`() async throws {
        let section = try JSON.object(["repository": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/llamas"])
            .decode(PublishSection.self)
        let place = try PublishPlace(
            section, in: StackFacts(name: "demo", project: "tests", target: "lambda", folder: "/"))
        let error = await #expect(throws: Diagnostic.self) {
            try await place.explaining { throw Diagnostic("registry.repository-missing", "no") }
        }
        #expect(error?.help == "aws ecr create-repository --repository-name llamas --region eu-west-1")
    }

    private func image(_ folder: ScratchFolder, weights: Int = 50_000, context: Int64 = 100) async throws -> Image {
        let store = Store(root: folder.path("store"))
        let model = Model(
            engine: Model.File(name: "llama-server", try store.add(SampleProgram.elf())),
            weights: Model.File(name: "tiny.gguf", try store.add([UInt8](repeating: 5, count: weights)))
        )
        let sections = try JSON.object(["server": ["context": .integer(context)]]).decode(ImageSections.self)
        return try await ImagePlugin().run(
            Step(
                stack: .testing(folder: folder), sections: sections, input: Needs<Model>(model), token: "",
                host: .testing(folder: folder)
            ))
    }

    private func publish(
        _ image: Image, to repository: String, _ folder: ScratchFolder, name: String = "demo",
        _ messages: StepMessages = .init()
    ) async throws -> Published {
        let sections = try JSON.object(["publish": ["repository": .string(repository)]]).decode(PublishSections.self)
        return try await PublishPlugin().run(
            Step(
                stack: .testing(folder: folder, name: name), sections: sections, input: Needs<Image>(image), token: "",
                host: .testing(folder: folder, environment: ["HOME": folder.path], messages: messages)
            ))
    }

    @discardableResult
    private func skopeo(_ arguments: [String]) async throws -> String {
        try await Command("skopeo", arguments, environment: Variables.process).runChecked()
    }
}
