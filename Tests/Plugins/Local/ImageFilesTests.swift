import RecuaCore
import RecuaOCI
import Testing

@testable import RecuaLocal

@Suite(.timeLimit(.minutes(2))) struct ImageFilesTests {
    @Test func `a user's own file is at its place in the sandbox`() async throws {
        try await Scene.with { scene async throws in
            var image = scene.image
            // The engine itself, put where a user may put files.
            image.layers[0].role = "files"
            image.layers[0].entries[0].path = "srv/engine"
            image.entrypoint = ["/srv/engine"]
            let other = Scene(folder: scene.folder, store: scene.store, image: image)
            try await other.withFront { caller async throws in
                #expect(try await caller.post("/echo", Array("hola".utf8)).text == "hola")
            }
        }
    }

    @Test func `layers that are compressed for a registry run from their files all the same`() async throws {
        try await Scene.with { scene async throws in
            var image = scene.image
            for index in image.layers.indices { image.layers[index].file = try scene.store.add(Array("gzip".utf8)) }
            let other = Scene(folder: scene.folder, store: scene.store, image: image)
            let launch = try await EngineLaunch(other.step(input: Needs(image)))
            #expect(launch.mounts.map(\.path) == ["/opt/model/engine", "/opt/model/weights.gguf"])
        }
    }

    @Test func `a base image cannot be run here yet, and that is said`() async throws {
        try await Scene.with { scene async throws in
            var image = scene.image
            image.layers[0].entries = []
            image.layers[0].file = try scene.store.add(Array("base".utf8))
            let step = Scene(folder: scene.folder, store: scene.store, image: image).step(input: Needs(image))
            let error = await #expect(throws: Diagnostic.self) { try await EngineLaunch(step) }
            #expect(error?.code == "local.base-image")
        }
    }
}
