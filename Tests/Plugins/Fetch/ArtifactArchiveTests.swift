import RecuaCore
import RecuaFetch
import RecuaProcess
import RecuaTestSupport
import Testing

/// Models that a registry keeps in tar archives, as ModelPack and `oras` do with folders.
@Suite(.timeLimit(.minutes(2))) struct ArtifactArchiveTests {
    private let content = SampleModel.weights(padding: 20_000)
    private let pack = "application/vnd.cncf.model.weight.v1.tar"

    @Test(arguments: [
        "application/vnd.cncf.model.weight.v1.tar", "application/vnd.cncf.model.weight.v1.tar+gzip", "oras",
    ])
    func `a model in an archive is taken out of it, and the archive does not stay`(type: String) async throws {
        try await withRegistry { folder, registry in
            let archive = try await tar(["model/m.gguf": content], folder, isGzip: type != pack)
            let unpack = ["io.deis.oras.content.unpack": "true", "org.opencontainers.image.title": "model"]
            let layer =
                type == "oras"
                ? ArtifactPusher.Layer(archive, "application/vnd.oci.image.layer.v1.tar+gzip", annotations: unpack)
                : ArtifactPusher.Layer(archive, type)
            try await ArtifactPusher(registry.host).push([layer], to: "models/tiny", tag: "1")
            let source = Source(url: "oci://\(registry.host)/models/tiny:1")
            let fetching = try Fetching(folder)
            let file = try await fetching.weights(source)
            #expect(file.sha256 == Digest(of: content))
            #expect(fetching.host.store.file(Digest(of: archive)) == nil)
            #expect(fetching.partials.isEmpty)
            // Neither sent again nor unpacked again.
            #expect(try await fetching.weights(source).path == file.path)
            #expect(try await Fetching(folder, isOffline: true).weights(source).path == file.path)
            let error = await #expect(throws: Diagnostic.self) {
                try await fetching.weights(Source(url: source.url.reference, sha256: Digest(of: "other")))
            }
            #expect(error?.code == "fetch.upstream-changed")
        }
    }

    @Test func `of several files in an archive the one that is named is taken`() async throws {
        try await withRegistry { folder, registry in
            let other = SampleModel.weights(name: "Other")
            let archive = try await tar(
                ["q4.gguf": content, "q8.gguf": other, "README.md": [1]], folder, isGzip: false)
            let artifacts = ArtifactPusher(registry.host)
            try await artifacts.push([.init(archive, pack)], to: "models/tiny", tag: "1")
            let parts = try await tar(
                ["m-00001-of-00002.gguf": content, "m-00002-of-00002.gguf": other], folder, isGzip: false)
            try await artifacts.push([.init(parts, pack)], to: "models/tiny", tag: "parts")
            func fetch(_ end: String) async throws -> Model.File {
                try await Fetching(folder).weights(Source(url: "oci://\(registry.host)/models/tiny:\(end)"))
            }
            #expect(try await fetch("1#q8.gguf").sha256 == Digest(of: other))
            for (end, code) in [
                ("1", "fetch.ambiguous-artifact"), ("1#q5.gguf", "fetch.not-found"), ("parts", "fetch.split"),
            ] {
                let error = await #expect(throws: Diagnostic.self) { try await fetch(end) }
                #expect(error?.code == code)
            }
        }
    }

    @Test func `an archive that is cut off gives no file`() async throws {
        try await withRegistry { folder, registry in
            let archive = try await tar(["m.gguf": content], folder, isGzip: false).prefix(4096)
            try await ArtifactPusher(registry.host).push([.init(Array(archive), pack)], to: "models/tiny", tag: "1")
            let fetching = try Fetching(folder)
            let error = await #expect(throws: Diagnostic.self) {
                try await fetching.weights(Source(url: "oci://\(registry.host)/models/tiny:1"))
            }
            #expect(error?.code == "oci.tar")
            #expect(fetching.partials.isEmpty)
        }
    }

    private func tar(_ files: [String: [UInt8]], _ folder: ScratchFolder, isGzip: Bool) async throws -> [UInt8] {
        for (name, bytes) in files { try folder.write(bytes, to: "tree/\(name)") }
        let path = folder.path("archive.tar")
        let words = [isGzip ? "-czf" : "-cf", path, "-C", folder.path("tree")] + files.keys.sorted()
        _ = try await Command("tar", words, environment: ["PATH": TestTools.path]).runChecked()
        defer { try? Files.remove(folder.path("tree")) }
        return try Files.read(path)
    }

    private func withRegistry(_ body: @Sendable (ScratchFolder, DockerRegistry) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { try await body(folder, $0) }
        }
    }
}
