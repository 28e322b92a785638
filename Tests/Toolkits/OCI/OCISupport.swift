import NIOCore
import RecuaCore
import RecuaOCI
import RecuaProcess
import RecuaTestSupport

/// Bytes that look random and are the same every time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
}

extension ScratchFolder {
    var store: Store { Store(root: path("store")) }

    /// A file of the store with these bytes.
    func stored(_ bytes: [UInt8]) throws -> StoredFile { try store.add(bytes) }

    /// An image with an engine and weights of a few hundred KiB.
    func image(
        weights: [UInt8] = noise(300_000), engine: [UInt8] = SampleProgram.elf(), architecture: Architecture = .amd64
    ) async throws -> Image {
        let entries = [
            ("engine", Image.Entry(path: "opt/recua/engine", mode: 0o755, source: try stored(engine))),
            ("weights", Image.Entry(path: "opt/recua/weights/tiny.gguf", mode: 0o644, source: try stored(weights))),
        ]
        var layers: [Image.Layer] = []
        for (role, entry) in entries {
            layers.append(try await Image.Layer(role: role, entries: [entry], architecture: architecture, store: store))
        }
        return ImageRecipe(
            architecture: architecture, layers: layers, entrypoint: ["/opt/recua/engine", "--server"],
            environment: ["HOME": "/tmp"],
            labels: ["a": "b"], port: 8080, modelName: "tiny", weightsSize: Int64(weights.count)
        ).image()
    }
}

extension BlobStream {
    func allBytes() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self { bytes.append(contentsOf: chunk.readableBytesView) }
        return bytes
    }
}

/// Runs a program of the system's and gives what it wrote.
@discardableResult
func runTool(_ name: String, _ arguments: [String]) async throws -> String {
    try await Command(name, arguments, environment: Variables.process).runChecked()
}
