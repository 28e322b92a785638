import RecuaCore
import RecuaOCI
import RecuaProcess
import RecuaTestSupport

@testable import RecuaImage

/// The plugin run once, for tests.
enum SampleBuild {
    /// An engine and weights of a few KB in the folder's store.
    static func model(in folder: ScratchFolder, engine: [UInt8] = SampleProgram.elf()) throws -> Model {
        let store = Store(root: folder.path("store"))
        return Model(
            engine: Model.File(name: "llama-server", try store.add(engine)),
            weights: Model.File(name: "tiny.gguf", try store.add([UInt8](repeating: 3, count: 5000))))
    }

    static func llamafile(in folder: ScratchFolder) throws -> Model {
        let file = try Store(root: folder.path("store")).add(SampleProgram.portable())
        return Model(llamafile: Model.File(name: "Tiny.llamafile", file))
    }

    static func image(
        _ sections: JSON, _ folder: ScratchFolder, model: Model? = nil, target: String = "local",
        isOffline: Bool = false, messages: StepMessages = StepMessages()
    ) async throws -> Image {
        let model = try model ?? Self.model(in: folder)
        let step = Step(
            stack: StackFacts.testing(folder: folder, target: target),
            sections: try sections.decode(ImageSections.self), input: Needs<Model>(model), token: "token",
            host: try StepHost.testing(
                folder: folder, environment: ["HOME": folder.path], isOffline: isOffline, messages: messages)
        )
        return try await ImagePlugin().run(step)
    }

    /// What the plugin says of a manifest before anything runs.
    static func problems(_ sections: JSON, target: String = "local") throws -> [Diagnostic] {
        let facts = StackFacts(name: "demo", project: "tests", target: target, folder: "/")
        return ImagePlugin().check(try sections.decode(ImageSections.self), in: facts)
    }

    /// Writes the image as a layout named `demo`.
    static func layout(_ image: Image, _ folder: ScratchFolder, at name: String = "layout") async throws -> String {
        let place = folder.path(name)
        try await ImageLayout.write(image: image, to: place, name: "demo", store: Store(root: folder.path("store")))
        return place
    }

    /// Runs a program of the system's and gives what it wrote.
    @discardableResult
    static func tool(_ name: String, _ arguments: [String], in folder: String = "/") async throws -> String {
        try await Command(name, arguments, environment: Variables.process, folder: folder).runChecked()
    }

    /// Paths and modes in a layer, as the system's tar lists them: `-rw-r--r-- etc/motd`.
    static func listing(_ layer: Image.Layer, in layout: String) async throws -> [String] {
        let text = try await tool(
            "tar", ["--numeric-owner", "--full-time", "-tvzf", "\(layout)/blobs/sha256/\(layer.blob.digest.hex)"])
        return text.split(separator: "\n").map { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            let isPlain = words[1] == "0/0" && words[3] == "1970-01-01" && words[4] == "00:00:00"
            return "\(words[0]) \(words[5...].joined(separator: " "))\(isPlain ? "" : " is not plain")"
        }
    }
}
